# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_cordon_global_optspecs
    string join \n color= h/help V/version
end

function __fish_cordon_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_cordon_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_cordon_using_subcommand
    set -l cmd (__fish_cordon_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c cordon -n "__fish_cordon_needs_command" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cordon -n "__fish_cordon_needs_command" -s h -l help -d 'Print help'
complete -c cordon -n "__fish_cordon_needs_command" -s V -l version -d 'Print version'
complete -c cordon -n "__fish_cordon_needs_command" -f -a "check" -d 'Evaluate the rules over snapshots and report what breaks the policy'
complete -c cordon -n "__fish_cordon_needs_command" -f -a "export" -d 'Export the authorization model of an org to a snapshot'
complete -c cordon -n "__fish_cordon_needs_command" -f -a "doctor" -d 'Check credentials, region, clock, limit and permissions for an export'
complete -c cordon -n "__fish_cordon_needs_command" -f -a "validate" -d 'Check that a snapshot is well-formed and consistent'
complete -c cordon -n "__fish_cordon_needs_command" -f -a "facts" -d 'Write what cordon works out beside a snapshot for rules'
complete -c cordon -n "__fish_cordon_needs_command" -f -a "query" -d 'Ask snapshots a question in Rego'
complete -c cordon -n "__fish_cordon_needs_command" -f -a "access" -d 'Who can do what: effective access through grants, groups, clients and trusts'
complete -c cordon -n "__fish_cordon_needs_command" -f -a "test" -d 'Run the tests of a rule pack'
complete -c cordon -n "__fish_cordon_needs_command" -f -a "rules" -d 'List the rules'
complete -c cordon -n "__fish_cordon_needs_command" -f -a "explain" -d 'Explain a rule: why it matters, how to fix it, examples; or a finding: what made it true'
complete -c cordon -n "__fish_cordon_needs_command" -f -a "bundle" -d 'Write rules, data and policy file as a bundle for Open Policy Agent'
complete -c cordon -n "__fish_cordon_needs_command" -f -a "lint" -d 'Look through rules for what can\'t be meant: names that don\'t exist, comparisons that never hold'
complete -c cordon -n "__fish_cordon_needs_command" -f -a "new-rule" -d 'Write a new rule and its tests, which already pass lint and test'
complete -c cordon -n "__fish_cordon_needs_command" -f -a "waive" -d 'Accept one finding until a day'
complete -c cordon -n "__fish_cordon_needs_command" -f -a "completions" -d 'Print completions for a shell'
complete -c cordon -n "__fish_cordon_needs_command" -f -a "man" -d 'Print a man page'
complete -c cordon -n "__fish_cordon_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c cordon -n "__fish_cordon_using_subcommand check" -l config -d 'Policy file; without it the `cordon.toml` beside the snapshot, or the first one from here up to the root of the repository' -r -F
complete -c cordon -n "__fish_cordon_using_subcommand check" -l policy -d 'Folder with more rules; a package that ships is replaced by one of the same name' -r -F
complete -c cordon -n "__fish_cordon_using_subcommand check" -l now -d 'A day such as 2027-03-31, or a moment such as 2027-03-31T06:00:00Z, to judge waivers and ages on; without it, waivers are judged on today in UTC and ages on the moment of the export, so that findings repeat' -r
complete -c cordon -n "__fish_cordon_using_subcommand check" -l since -d 'Earlier snapshot of the same org, for the rules that compare with one; one for each org' -r -F
complete -c cordon -n "__fish_cordon_using_subcommand check" -l waivers -d 'File with more waivers, besides those of the policy file' -r -F
complete -c cordon -n "__fish_cordon_using_subcommand check" -l rule -d 'Run only these rules: id, area, tag or severity' -r
complete -c cordon -n "__fish_cordon_using_subcommand check" -l rules -d 'Run the rules of this set: `default`, `strict`, `seed`, or one that a rule\'s METADATA names' -r
complete -c cordon -n "__fish_cordon_using_subcommand check" -l skip-rule -d 'Leave out these rules: id, area, tag or severity' -r
complete -c cordon -n "__fish_cordon_using_subcommand check" -l trace -d 'Instead of a report, say why this rule found what it found: its conditions with their values and the evidence. Where it found nothing, the first condition that failed. As text, or with `--format json`' -r
complete -c cordon -n "__fish_cordon_using_subcommand check" -l subject -d 'Trace only this subject: `type/id`, id or e-mail address' -r
complete -c cordon -n "__fish_cordon_using_subcommand check" -l baseline -d 'Earlier report of cordon\'s, JSON or SARIF, to say what is new, unchanged, updated or absent since' -r -F
complete -c cordon -n "__fish_cordon_using_subcommand check" -l format -d 'How the report is written; text by default' -r -f -a "text\t'for people, grouped by rule, with the lines of the snapshot'
sarif\t'SARIF 2.1.0, for code scanning; see --profile'
json\t'cordon\'s own, versioned; see docs/json.md'
junit\t'JUnit XML, a test case a rule'
github\t'annotations of a GitHub Actions job, where there is no code scanning'
markdown\t'for job summaries'
csv\t'a row a finding, for spreadsheets'"
complete -c cordon -n "__fish_cordon_using_subcommand check" -s o -l output -d 'Write the report in the `--format` to this file, whole or not at all; `-` is standard output. `FORMAT=FILE` writes that format, and may be given several times' -r
complete -c cordon -n "__fish_cordon_using_subcommand check" -l limit -d 'Findings shown of each rule in formats for people; 0 shows all' -r
complete -c cordon -n "__fish_cordon_using_subcommand check" -l profile -d 'Whom SARIF is for; `github` by default where GITHUB_ACTIONS is set, and `full` elsewhere' -r -f -a "github\t'Code scanning: within its limits, and without what it would show as an open alert though it is none'
full\t'Everybody else: all results, waived and absent ones too'"
complete -c cordon -n "__fish_cordon_using_subcommand check" -l waived -d 'What SARIF does with waived findings; `drop` by default in the profile `github`, because code scanning shows suppressed results as open alerts, and `suppress` in `full`' -r -f -a "suppress\t'Keep them as suppressed results'
drop\t'Leave them out'"
complete -c cordon -n "__fish_cordon_using_subcommand check" -l source-root -d 'Folder that URIs in SARIF are relative to; the root of the repository by default' -r -F
complete -c cordon -n "__fish_cordon_using_subcommand check" -l fail-on -d 'Exit with 1 when a finding is at least this severe: critical, high, medium, low, note or never' -r
complete -c cordon -n "__fish_cordon_using_subcommand check" -l timeout -d 'Seconds that the evaluation of one snapshot may take, the search for a rule that does not end included' -r
complete -c cordon -n "__fish_cordon_using_subcommand check" -l rule-timeout -d 'Seconds that one rule may take on one snapshot' -r
complete -c cordon -n "__fish_cordon_using_subcommand check" -l max-memory -d 'Memory that cordon may take in all, in bytes or as 512MiB or 8GiB; without it, 4GiB and 24 times the text of the snapshots' -r
complete -c cordon -n "__fish_cordon_using_subcommand check" -l max-size -d 'Bytes of text that one snapshot may have when decompressed' -r
complete -c cordon -n "__fish_cordon_using_subcommand check" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cordon -n "__fish_cordon_using_subcommand check" -s q -l quiet -d 'Print nothing to standard error but errors'
complete -c cordon -n "__fish_cordon_using_subcommand check" -l fail-on-new -d 'Exit with 1 only for findings that are new since the baseline'
complete -c cordon -n "__fish_cordon_using_subcommand check" -l require-complete -d 'Exit with 2 when a selected rule could not be evaluated'
complete -c cordon -n "__fish_cordon_using_subcommand check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cordon -n "__fish_cordon_using_subcommand export" -s o -l output -d 'Where the snapshot goes; `-` is standard output' -r -F
complete -c cordon -n "__fish_cordon_using_subcommand export" -l sections -d 'Sections to export, and what they need; otherwise all' -r
complete -c cordon -n "__fish_cordon_using_subcommand export" -l skip -d 'Sections not to export' -r
complete -c cordon -n "__fish_cordon_using_subcommand export" -l audit-days -d 'Export the audit trail of the last days' -r
complete -c cordon -n "__fish_cordon_using_subcommand export" -l usage-days -d 'Look when OAuth clients were last used, in the last days' -r
complete -c cordon -n "__fish_cordon_using_subcommand export" -l state -d 'Where the state of an unfinished export is; otherwise beside the output' -r -F
complete -c cordon -n "__fish_cordon_using_subcommand export" -l org-size -d 'Size of the org for --dry-run, e.g. users=50000,roles=200,groups=250,objects=25000' -r
complete -c cordon -n "__fish_cordon_using_subcommand export" -l from-responses -d 'Build the snapshot from API responses that were saved in a folder' -r -F
complete -c cordon -n "__fish_cordon_using_subcommand export" -l from-cx-as-code -d 'Build the snapshot from a JSON export of CX as Code' -r -F
complete -c cordon -n "__fish_cordon_using_subcommand export" -l progress -d 'How progress is shown' -r -f -a "auto\t'Bars when standard error is a terminal'
json\t'One JSON object a line on standard error: `{"section", "done", "total"}`'
none\t'Nothing'"
complete -c cordon -n "__fish_cordon_using_subcommand export" -l now -d 'The moment of the export, for tests' -r
complete -c cordon -n "__fish_cordon_using_subcommand export" -l region -d 'AWS region (`eu-central-1`) or host; otherwise GENESYSCLOUD_REGION, otherwise us-east-1' -r
complete -c cordon -n "__fish_cordon_using_subcommand export" -l api-url -d 'Base of the API, for a gateway; plain http to this machine only' -r
complete -c cordon -n "__fish_cordon_using_subcommand export" -l login-url -d 'Base of the sign-in host, for a gateway' -r
complete -c cordon -n "__fish_cordon_using_subcommand export" -l connect-timeout -d 'Seconds for connecting' -r
complete -c cordon -n "__fish_cordon_using_subcommand export" -l read-timeout -d 'Longest silence in the middle of an answer, in seconds' -r
complete -c cordon -n "__fish_cordon_using_subcommand export" -l request-timeout -d 'Seconds for one request' -r
complete -c cordon -n "__fish_cordon_using_subcommand export" -l total-timeout -d 'Seconds for the whole run' -r
complete -c cordon -n "__fish_cordon_using_subcommand export" -l wait-scale -d 'Part of every pause that is really made, for tests' -r
complete -c cordon -n "__fish_cordon_using_subcommand export" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cordon -n "__fish_cordon_using_subcommand export" -l resume -d 'Go on with an export that was stopped'
complete -c cordon -n "__fish_cordon_using_subcommand export" -l pseudonymize -d 'Replace people\'s names and e-mail addresses by keyed pseudonyms; the key is in CORDON_PSEUDONYM_KEY'
complete -c cordon -n "__fish_cordon_using_subcommand export" -l dry-run -d 'Print the requests, the permissions and the time that an export takes, and make none'
complete -c cordon -n "__fish_cordon_using_subcommand export" -s v -l verbose -d 'Log every request to standard error; twice: with retries and sign-in too'
complete -c cordon -n "__fish_cordon_using_subcommand export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cordon -n "__fish_cordon_using_subcommand doctor" -l role -d 'Print the role to create for cordon and check nothing' -r -f -a "table\t'A table of permissions and what they are for'
cx-as-code\t'Resources of CX as Code (Terraform)'"
complete -c cordon -n "__fish_cordon_using_subcommand doctor" -l now -d 'The moment that the org\'s clock is compared with, for tests' -r
complete -c cordon -n "__fish_cordon_using_subcommand doctor" -l region -d 'AWS region (`eu-central-1`) or host; otherwise GENESYSCLOUD_REGION, otherwise us-east-1' -r
complete -c cordon -n "__fish_cordon_using_subcommand doctor" -l api-url -d 'Base of the API, for a gateway; plain http to this machine only' -r
complete -c cordon -n "__fish_cordon_using_subcommand doctor" -l login-url -d 'Base of the sign-in host, for a gateway' -r
complete -c cordon -n "__fish_cordon_using_subcommand doctor" -l connect-timeout -d 'Seconds for connecting' -r
complete -c cordon -n "__fish_cordon_using_subcommand doctor" -l read-timeout -d 'Longest silence in the middle of an answer, in seconds' -r
complete -c cordon -n "__fish_cordon_using_subcommand doctor" -l request-timeout -d 'Seconds for one request' -r
complete -c cordon -n "__fish_cordon_using_subcommand doctor" -l total-timeout -d 'Seconds for the whole run' -r
complete -c cordon -n "__fish_cordon_using_subcommand doctor" -l wait-scale -d 'Part of every pause that is really made, for tests' -r
complete -c cordon -n "__fish_cordon_using_subcommand doctor" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cordon -n "__fish_cordon_using_subcommand doctor" -s v -l verbose -d 'Log every request to standard error; twice: with retries and sign-in too'
complete -c cordon -n "__fish_cordon_using_subcommand doctor" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cordon -n "__fish_cordon_using_subcommand validate" -l max-size -d 'Bytes of text that one snapshot may have when decompressed' -r
complete -c cordon -n "__fish_cordon_using_subcommand validate" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cordon -n "__fish_cordon_using_subcommand validate" -l strict -d 'Treat doubts (dangling references, counts that don\'t match) as errors'
complete -c cordon -n "__fish_cordon_using_subcommand validate" -s h -l help -d 'Print help'
complete -c cordon -n "__fish_cordon_using_subcommand facts" -l config -d 'Policy file; without it the `cordon.toml` beside the snapshot, or the first one from here up to the root of the repository' -r -F
complete -c cordon -n "__fish_cordon_using_subcommand facts" -l policy -d 'Folder with more rules; a package that ships is replaced by one of the same name' -r -F
complete -c cordon -n "__fish_cordon_using_subcommand facts" -l now -d 'A day such as 2027-03-31, or a moment such as 2027-03-31T06:00:00Z, to judge waivers and ages on; without it, waivers are judged on today in UTC and ages on the moment of the export, so that findings repeat' -r
complete -c cordon -n "__fish_cordon_using_subcommand facts" -l since -d 'Earlier snapshot of the same org, for the rules that compare with one; one for each org' -r -F
complete -c cordon -n "__fish_cordon_using_subcommand facts" -s o -l output -d 'Write the facts to this file, whole or not at all; `-` is standard output' -r -F
complete -c cordon -n "__fish_cordon_using_subcommand facts" -l timeout -d 'Seconds that working them out may take' -r
complete -c cordon -n "__fish_cordon_using_subcommand facts" -l max-memory -d 'Memory that cordon may take in all, in bytes or as 512MiB or 8GiB; without it, 4GiB and 24 times the text of the snapshots' -r
complete -c cordon -n "__fish_cordon_using_subcommand facts" -l max-size -d 'Bytes of text that the snapshot may have when decompressed' -r
complete -c cordon -n "__fish_cordon_using_subcommand facts" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cordon -n "__fish_cordon_using_subcommand facts" -s q -l quiet -d 'Print nothing to standard error but errors and what could not be looked at'
complete -c cordon -n "__fish_cordon_using_subcommand facts" -l require-complete -d 'Exit with 2 when a section that facts are worked out of is not complete'
complete -c cordon -n "__fish_cordon_using_subcommand facts" -s h -l help -d 'Print help'
complete -c cordon -n "__fish_cordon_using_subcommand query" -l config -d 'Policy file; without it the `cordon.toml` beside the snapshot, or the first one from here up to the root of the repository' -r -F
complete -c cordon -n "__fish_cordon_using_subcommand query" -l policy -d 'Folder with more rules, helpers and saved queries' -r -F
complete -c cordon -n "__fish_cordon_using_subcommand query" -l save -d 'Save the query as `queries/NAME.rego` in the first `--policy` folder, or in the working directory without one. Where no snapshot is given, nothing is asked' -r
complete -c cordon -n "__fish_cordon_using_subcommand query" -l title -d 'One line that says what the saved query answers' -r
complete -c cordon -n "__fish_cordon_using_subcommand query" -l format -d 'How the answer is written; table by default' -r -f -a "table\t'For people, fitted to the terminal'
json\t'One document with columns, rows and what was incomplete'
jsonl\t'One object a row and line'
csv\t'For spreadsheets'"
complete -c cordon -n "__fish_cordon_using_subcommand query" -s o -l output -d 'Write the answer to this file, whole or not at all; `-` is standard output' -r -F
complete -c cordon -n "__fish_cordon_using_subcommand query" -l timeout -d 'Seconds that the question may take on one snapshot' -r
complete -c cordon -n "__fish_cordon_using_subcommand query" -l max-memory -d 'Memory that cordon may take in all, in bytes or as 512MiB or 8GiB; without it, 4GiB and 24 times the text of the snapshots' -r
complete -c cordon -n "__fish_cordon_using_subcommand query" -l max-size -d 'Bytes of text that one snapshot may have when decompressed' -r
complete -c cordon -n "__fish_cordon_using_subcommand query" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cordon -n "__fish_cordon_using_subcommand query" -s i -l interactive -d 'Ask at a prompt with history, completion and queries of several lines'
complete -c cordon -n "__fish_cordon_using_subcommand query" -l list -d 'List the saved queries'
complete -c cordon -n "__fish_cordon_using_subcommand query" -l force -d 'Replace a saved query of the same name'
complete -c cordon -n "__fish_cordon_using_subcommand query" -s q -l quiet -d 'Print nothing to standard error but errors and what could not be looked at'
complete -c cordon -n "__fish_cordon_using_subcommand query" -l no-history -d 'Keep no history of what is asked at the prompt'
complete -c cordon -n "__fish_cordon_using_subcommand query" -l require-complete -d 'Exit with 2 when a section that the query reads is not complete'
complete -c cordon -n "__fish_cordon_using_subcommand query" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cordon -n "__fish_cordon_using_subcommand access; and not __fish_seen_subcommand_from who-can what-can compare matrix paths help" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cordon -n "__fish_cordon_using_subcommand access; and not __fish_seen_subcommand_from who-can what-can compare matrix paths help" -s h -l help -d 'Print help'
complete -c cordon -n "__fish_cordon_using_subcommand access; and not __fish_seen_subcommand_from who-can what-can compare matrix paths help" -f -a "who-can" -d 'Who can use a permission, and by which grant, group or client'
complete -c cordon -n "__fish_cordon_using_subcommand access; and not __fish_seen_subcommand_from who-can what-can compare matrix paths help" -f -a "what-can" -d 'What one subject can do: a matrix of permissions and divisions'
complete -c cordon -n "__fish_cordon_using_subcommand access; and not __fish_seen_subcommand_from who-can what-can compare matrix paths help" -f -a "compare" -d 'What one subject can do that another can\'t'
complete -c cordon -n "__fish_cordon_using_subcommand access; and not __fish_seen_subcommand_from who-can what-can compare matrix paths help" -f -a "matrix" -d 'What partners can do where: view, change, export, administer, take over'
complete -c cordon -n "__fish_cordon_using_subcommand access; and not __fish_seen_subcommand_from who-can what-can compare matrix paths help" -f -a "paths" -d 'What subjects can become: shortest chains of steps to more access'
complete -c cordon -n "__fish_cordon_using_subcommand access; and not __fish_seen_subcommand_from who-can what-can compare matrix paths help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from who-can" -l division -d 'Only who can in this division, by name or id: through a grant there or in the whole org' -r
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from who-can" -l subject-type -d 'Only subjects of this type; can be repeated' -r -f -a "user\t''
group\t''
oauth_client\t''
trustee_user\t''
trustee_group\t''"
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from who-can" -l policy -d 'Folder with more data, such as named sets of permissions' -r -F
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from who-can" -l format -d 'How the answer is written' -r -f -a "text\t'For people, with the lines of the snapshot'
json\t'One document, versioned; see docs/access.md'
csv\t'For spreadsheets'"
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from who-can" -s o -l output -d 'Write the answer to this file, whole or not at all; `-` is standard output' -r -F
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from who-can" -l max-size -d 'Bytes of text that one snapshot may have when decompressed' -r
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from who-can" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from who-can" -l any -d 'Who can in any division, which is the default'
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from who-can" -l all-paths -d 'Every way that gives the permission, and not the shortest alone'
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from who-can" -l dot -d 'Write the evidence as a graph for Graphviz'
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from who-can" -l mermaid -d 'Write the evidence as a graph for Mermaid, which GitHub draws in Markdown'
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from who-can" -s q -l quiet -d 'Print nothing to standard error but errors and what could not be looked at'
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from who-can" -l require-complete -d 'Exit with 2 when a section that the answer depends on is not complete'
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from who-can" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from what-can" -l as -d 'For an OAuth client that acts as the user who signs in: while this user is signed in' -r
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from what-can" -l policy -d 'Folder with more data, such as named sets of permissions' -r -F
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from what-can" -l format -d 'How the answer is written' -r -f -a "text\t'For people, with the lines of the snapshot'
json\t'One document, versioned; see docs/access.md'
csv\t'For spreadsheets'"
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from what-can" -s o -l output -d 'Write the answer to this file, whole or not at all; `-` is standard output' -r -F
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from what-can" -l max-size -d 'Bytes of text that one snapshot may have when decompressed' -r
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from what-can" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from what-can" -l all-paths -d 'Every way that gives a permission, and not the shortest alone'
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from what-can" -l dot -d 'Write the evidence as a graph for Graphviz'
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from what-can" -l mermaid -d 'Write the evidence as a graph for Mermaid, which GitHub draws in Markdown'
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from what-can" -s q -l quiet -d 'Print nothing to standard error but errors and what could not be looked at'
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from what-can" -l require-complete -d 'Exit with 2 when a section that the answer depends on is not complete'
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from what-can" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from compare" -l policy -d 'Folder with more data, such as named sets of permissions' -r -F
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from compare" -l format -d 'How the answer is written' -r -f -a "text\t'For people, with the lines of the snapshot'
json\t'One document, versioned; see docs/access.md'
csv\t'For spreadsheets'"
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from compare" -s o -l output -d 'Write the answer to this file, whole or not at all; `-` is standard output' -r -F
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from compare" -l max-size -d 'Bytes of text that one snapshot may have when decompressed' -r
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from compare" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from compare" -s q -l quiet -d 'Print nothing to standard error but errors and what could not be looked at'
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from compare" -l require-complete -d 'Exit with 2 when a section that the answer depends on is not complete'
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from compare" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from matrix" -l partner -d 'Only this partner, by its short name; can be repeated' -r
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from matrix" -l config -d 'Policy file; without it the `cordon.toml` beside the snapshot, or the first one from here up to the root of the repository' -r -F
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from matrix" -l timeout -d 'Seconds that finding out who belongs to which partner may take' -r
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from matrix" -l policy -d 'Folder with more data, such as named sets of permissions' -r -F
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from matrix" -l format -d 'How the answer is written' -r -f -a "text\t'For people, with the lines of the snapshot'
json\t'One document, versioned; see docs/access.md'
csv\t'For spreadsheets'"
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from matrix" -s o -l output -d 'Write the answer to this file, whole or not at all; `-` is standard output' -r -F
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from matrix" -l max-size -d 'Bytes of text that one snapshot may have when decompressed' -r
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from matrix" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from matrix" -l partners -d 'For the partners of the policy file, which is the default and the only kind of matrix'
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from matrix" -s q -l quiet -d 'Print nothing to standard error but errors and what could not be looked at'
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from matrix" -l require-complete -d 'Exit with 2 when a section that the answer depends on is not complete'
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from matrix" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from paths" -l from -d 'What this subject can become, by id, e-mail address, name or `type/id`; can be repeated' -r
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from paths" -l partner -d 'What the subjects of this partner can become, by its short name; can be repeated. Without `--from` and `--partner`, those of all partners' -r
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from paths" -l to -d 'What is to be come to: a permission, a pattern such as `routing:*:delete`, or a named set' -r
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from paths" -l division -d 'Only what counts in this division, by name or id' -r
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from paths" -l config -d 'Policy file; without it the `cordon.toml` beside the snapshot, or the first one from here up to the root of the repository' -r -F
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from paths" -l timeout -d 'Seconds that the search on one snapshot may take' -r
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from paths" -l policy -d 'Folder with more data, such as named sets of permissions' -r -F
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from paths" -l format -d 'How the answer is written' -r -f -a "text\t'For people, with the lines of the snapshot'
json\t'One document, versioned; see docs/access.md'
csv\t'For spreadsheets'"
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from paths" -s o -l output -d 'Write the answer to this file, whole or not at all; `-` is standard output' -r -F
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from paths" -l max-size -d 'Bytes of text that one snapshot may have when decompressed' -r
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from paths" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from paths" -l dot -d 'Write the evidence as a graph for Graphviz'
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from paths" -l mermaid -d 'Write the evidence as a graph for Mermaid, which GitHub draws in Markdown'
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from paths" -s q -l quiet -d 'Print nothing to standard error but errors and what could not be looked at'
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from paths" -l require-complete -d 'Exit with 2 when a section that the answer depends on is not complete'
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from paths" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from help" -f -a "who-can" -d 'Who can use a permission, and by which grant, group or client'
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from help" -f -a "what-can" -d 'What one subject can do: a matrix of permissions and divisions'
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from help" -f -a "compare" -d 'What one subject can do that another can\'t'
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from help" -f -a "matrix" -d 'What partners can do where: view, change, export, administer, take over'
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from help" -f -a "paths" -d 'What subjects can become: shortest chains of steps to more access'
complete -c cordon -n "__fish_cordon_using_subcommand access; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c cordon -n "__fish_cordon_using_subcommand test" -l run -d 'Run only the tests whose name, `package.test_name`, this matches' -r
complete -c cordon -n "__fish_cordon_using_subcommand test" -l coverage-threshold -d 'Exit with 1 when less than this share of the lines is covered' -r
complete -c cordon -n "__fish_cordon_using_subcommand test" -l coverage-output -d 'Write the coverage to this file, whole or not at all, as `json=FILE` or `lcov=FILE`; `-` is standard output' -r
complete -c cordon -n "__fish_cordon_using_subcommand test" -l rule -d 'Change only this rule, named by id or alias' -r
complete -c cordon -n "__fish_cordon_using_subcommand test" -l mutate-threshold -d 'Exit with 1 when tests notice less than this share of the changes' -r
complete -c cordon -n "__fish_cordon_using_subcommand test" -l cache -d 'Keep results in this folder instead of that of the user\'s caches' -r -F
complete -c cordon -n "__fish_cordon_using_subcommand test" -l format -d 'How the report is written; text by default' -r -f -a "text\t'for people, with the expression that failed and its values'
json\t'cordon\'s own, versioned; see docs/testing.md'
junit\t'JUnit XML, a test suite a package'"
complete -c cordon -n "__fish_cordon_using_subcommand test" -s o -l output -d 'Write the report in the `--format` to this file, whole or not at all; `-` is standard output. `FORMAT=FILE` writes that format, and may be given several times' -r
complete -c cordon -n "__fish_cordon_using_subcommand test" -l timeout -d 'Seconds that one test may take' -r
complete -c cordon -n "__fish_cordon_using_subcommand test" -l max-memory -d 'Memory that cordon may take in all, in bytes or as 512MiB or 8GiB; without it, 4GiB and 24 times the text of the snapshots' -r
complete -c cordon -n "__fish_cordon_using_subcommand test" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cordon -n "__fish_cordon_using_subcommand test" -l watch -d 'Run again whenever a file in the folders changes'
complete -c cordon -n "__fish_cordon_using_subcommand test" -l coverage -d 'Say which lines of rules and helpers the tests cover'
complete -c cordon -n "__fish_cordon_using_subcommand test" -l mutate -d 'Change each condition of the rules, one at a time, and list the changes that no test notices'
complete -c cordon -n "__fish_cordon_using_subcommand test" -l mutate-library -d 'Change the helpers that ship, too; helpers in folders always are'
complete -c cordon -n "__fish_cordon_using_subcommand test" -l no-cache -d 'Neither take nor keep results'
complete -c cordon -n "__fish_cordon_using_subcommand test" -s v -l verbose -d 'List the tests that passed, too, with what they printed'
complete -c cordon -n "__fish_cordon_using_subcommand test" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cordon -n "__fish_cordon_using_subcommand rules" -l policy -d 'Folder with more rules' -r -F
complete -c cordon -n "__fish_cordon_using_subcommand rules" -l format -d 'text or json' -r -f -a "text\t''
json\t''"
complete -c cordon -n "__fish_cordon_using_subcommand rules" -l framework -d 'The controls of a framework, each with the rules that help to keep it: nist-800-53, cis-controls, iso-27001, or one of a pack\'s own' -r
complete -c cordon -n "__fish_cordon_using_subcommand rules" -l pages -d 'Write a page for each rule, and one that lists them, to this folder' -r -F
complete -c cordon -n "__fish_cordon_using_subcommand rules" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cordon -n "__fish_cordon_using_subcommand rules" -l library -d 'The helpers that rules can use, as a page in Markdown'
complete -c cordon -n "__fish_cordon_using_subcommand rules" -s h -l help -d 'Print help'
complete -c cordon -n "__fish_cordon_using_subcommand explain" -l finding -d 'Say why there is this finding: its evidence in the snapshot, and the rule\'s conditions with the values that made them true. The beginning of a fingerprint is enough, from 8 digits' -r
complete -c cordon -n "__fish_cordon_using_subcommand explain" -l format -d 'text or json, with --finding' -r -f -a "text\t''
json\t''"
complete -c cordon -n "__fish_cordon_using_subcommand explain" -l config -d 'Policy file; without it the `cordon.toml` beside the snapshot, or the first one from here up to the root of the repository' -r -F
complete -c cordon -n "__fish_cordon_using_subcommand explain" -l policy -d 'Folder with more rules; a package that ships is replaced by one of the same name' -r -F
complete -c cordon -n "__fish_cordon_using_subcommand explain" -l now -d 'A day such as 2027-03-31, or a moment such as 2027-03-31T06:00:00Z, to judge waivers and ages on; without it, waivers are judged on today in UTC and ages on the moment of the export, so that findings repeat' -r
complete -c cordon -n "__fish_cordon_using_subcommand explain" -l since -d 'Earlier snapshot of the same org, for the rules that compare with one; one for each org' -r -F
complete -c cordon -n "__fish_cordon_using_subcommand explain" -l timeout -d 'Seconds that the evaluation of one snapshot may take, the search for a rule that does not end included' -r
complete -c cordon -n "__fish_cordon_using_subcommand explain" -l rule-timeout -d 'Seconds that one rule may take on one snapshot' -r
complete -c cordon -n "__fish_cordon_using_subcommand explain" -l max-memory -d 'Memory that cordon may take in all, in bytes or as 512MiB or 8GiB; without it, 4GiB and 24 times the text of the snapshots' -r
complete -c cordon -n "__fish_cordon_using_subcommand explain" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cordon -n "__fish_cordon_using_subcommand explain" -s q -l quiet -d 'Say nothing on standard error but errors, with --finding'
complete -c cordon -n "__fish_cordon_using_subcommand explain" -s h -l help -d 'Print help'
complete -c cordon -n "__fish_cordon_using_subcommand bundle" -s o -l output -d 'Folder, or archive where the name ends in `.tar.gz` or `.tgz`; `-` is an archive on standard output. A bundle that is there is replaced, and anything else is left alone' -r -F
complete -c cordon -n "__fish_cordon_using_subcommand bundle" -l config -d 'Policy file; without it the first `cordon.toml` from here up to the root of the repository' -r -F
complete -c cordon -n "__fish_cordon_using_subcommand bundle" -l policy -d 'Folder with more rules; a package that ships is replaced by one of the same name' -r -F
complete -c cordon -n "__fish_cordon_using_subcommand bundle" -l rules -d 'Put in the rules of this set; all rules without it' -r
complete -c cordon -n "__fish_cordon_using_subcommand bundle" -l rule -d 'Put only these rules in: id, area, tag or severity' -r
complete -c cordon -n "__fish_cordon_using_subcommand bundle" -l skip-rule -d 'Leave out these rules: id, area, tag or severity' -r
complete -c cordon -n "__fish_cordon_using_subcommand bundle" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cordon -n "__fish_cordon_using_subcommand bundle" -s q -l quiet -d 'Print nothing to standard error but errors'
complete -c cordon -n "__fish_cordon_using_subcommand bundle" -s h -l help -d 'Print help'
complete -c cordon -n "__fish_cordon_using_subcommand lint" -l format -d 'text, json, sarif or github' -r -f -a "text\t'For people: `file:line:column: error[code]: …`, and the place underlined'
json\t'For programs'
sarif\t'For code scanning'
github\t'Annotations of a GitHub Actions job'"
complete -c cordon -n "__fish_cordon_using_subcommand lint" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cordon -n "__fish_cordon_using_subcommand lint" -l strict -d 'Make warnings errors'
complete -c cordon -n "__fish_cordon_using_subcommand lint" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cordon -n "__fish_cordon_using_subcommand new-rule" -s o -l output -d 'Folder of rules, which may be new' -r -F
complete -c cordon -n "__fish_cordon_using_subcommand new-rule" -l title -d 'What the rule finds, in one line; made from the id by default' -r
complete -c cordon -n "__fish_cordon_using_subcommand new-rule" -l severity -d 'critical, high, medium, low or note' -r
complete -c cordon -n "__fish_cordon_using_subcommand new-rule" -l reads -d 'Sections of the snapshot that the rule reads, the one that it walks through first; by default the one that goes with the area' -r
complete -c cordon -n "__fish_cordon_using_subcommand new-rule" -l from-query -d 'Make the rule from a saved query: its file, or `@` and its name, which is looked for in `queries` of the folder and of the working directory' -r
complete -c cordon -n "__fish_cordon_using_subcommand new-rule" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cordon -n "__fish_cordon_using_subcommand new-rule" -s h -l help -d 'Print help'
complete -c cordon -n "__fish_cordon_using_subcommand waive" -l report -d 'Look the finding up in a report of cordon\'s instead, JSON or SARIF' -r -F
complete -c cordon -n "__fish_cordon_using_subcommand waive" -l reason -d 'Why the finding is accepted' -r
complete -c cordon -n "__fish_cordon_using_subcommand waive" -l expires -d 'The last day, e.g. 2027-03-31; at most a year ahead unless the policy file says otherwise' -r
complete -c cordon -n "__fish_cordon_using_subcommand waive" -l owner -d 'Who answers for it' -r
complete -c cordon -n "__fish_cordon_using_subcommand waive" -l ticket -d 'Where it was agreed' -r
complete -c cordon -n "__fish_cordon_using_subcommand waive" -l waivers -d 'Write to this file of waivers, which may be new, instead of the policy file' -r -F
complete -c cordon -n "__fish_cordon_using_subcommand waive" -l config -d 'Policy file; without it the `cordon.toml` beside the snapshot, or the first one from here up to the root of the repository' -r -F
complete -c cordon -n "__fish_cordon_using_subcommand waive" -l policy -d 'Folder with more rules; a package that ships is replaced by one of the same name' -r -F
complete -c cordon -n "__fish_cordon_using_subcommand waive" -l now -d 'A day such as 2027-03-31, or a moment such as 2027-03-31T06:00:00Z, to judge waivers and ages on; without it, waivers are judged on today in UTC and ages on the moment of the export, so that findings repeat' -r
complete -c cordon -n "__fish_cordon_using_subcommand waive" -l since -d 'Earlier snapshot of the same org, for the rules that compare with one; one for each org' -r -F
complete -c cordon -n "__fish_cordon_using_subcommand waive" -l timeout -d 'Seconds that the evaluation of one snapshot may take, the search for a rule that does not end included' -r
complete -c cordon -n "__fish_cordon_using_subcommand waive" -l rule-timeout -d 'Seconds that one rule may take on one snapshot' -r
complete -c cordon -n "__fish_cordon_using_subcommand waive" -l max-memory -d 'Memory that cordon may take in all, in bytes or as 512MiB or 8GiB; without it, 4GiB and 24 times the text of the snapshots' -r
complete -c cordon -n "__fish_cordon_using_subcommand waive" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cordon -n "__fish_cordon_using_subcommand waive" -s h -l help -d 'Print help'
complete -c cordon -n "__fish_cordon_using_subcommand completions" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cordon -n "__fish_cordon_using_subcommand completions" -s h -l help -d 'Print help'
complete -c cordon -n "__fish_cordon_using_subcommand man" -s o -l output -d 'Write all pages into this folder, as cordon.1, cordon-check.1 and so on' -r -F
complete -c cordon -n "__fish_cordon_using_subcommand man" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cordon -n "__fish_cordon_using_subcommand man" -s h -l help -d 'Print help'
complete -c cordon -n "__fish_cordon_using_subcommand help; and not __fish_seen_subcommand_from check export doctor validate facts query access test rules explain bundle lint new-rule waive completions man help" -f -a "check" -d 'Evaluate the rules over snapshots and report what breaks the policy'
complete -c cordon -n "__fish_cordon_using_subcommand help; and not __fish_seen_subcommand_from check export doctor validate facts query access test rules explain bundle lint new-rule waive completions man help" -f -a "export" -d 'Export the authorization model of an org to a snapshot'
complete -c cordon -n "__fish_cordon_using_subcommand help; and not __fish_seen_subcommand_from check export doctor validate facts query access test rules explain bundle lint new-rule waive completions man help" -f -a "doctor" -d 'Check credentials, region, clock, limit and permissions for an export'
complete -c cordon -n "__fish_cordon_using_subcommand help; and not __fish_seen_subcommand_from check export doctor validate facts query access test rules explain bundle lint new-rule waive completions man help" -f -a "validate" -d 'Check that a snapshot is well-formed and consistent'
complete -c cordon -n "__fish_cordon_using_subcommand help; and not __fish_seen_subcommand_from check export doctor validate facts query access test rules explain bundle lint new-rule waive completions man help" -f -a "facts" -d 'Write what cordon works out beside a snapshot for rules'
complete -c cordon -n "__fish_cordon_using_subcommand help; and not __fish_seen_subcommand_from check export doctor validate facts query access test rules explain bundle lint new-rule waive completions man help" -f -a "query" -d 'Ask snapshots a question in Rego'
complete -c cordon -n "__fish_cordon_using_subcommand help; and not __fish_seen_subcommand_from check export doctor validate facts query access test rules explain bundle lint new-rule waive completions man help" -f -a "access" -d 'Who can do what: effective access through grants, groups, clients and trusts'
complete -c cordon -n "__fish_cordon_using_subcommand help; and not __fish_seen_subcommand_from check export doctor validate facts query access test rules explain bundle lint new-rule waive completions man help" -f -a "test" -d 'Run the tests of a rule pack'
complete -c cordon -n "__fish_cordon_using_subcommand help; and not __fish_seen_subcommand_from check export doctor validate facts query access test rules explain bundle lint new-rule waive completions man help" -f -a "rules" -d 'List the rules'
complete -c cordon -n "__fish_cordon_using_subcommand help; and not __fish_seen_subcommand_from check export doctor validate facts query access test rules explain bundle lint new-rule waive completions man help" -f -a "explain" -d 'Explain a rule: why it matters, how to fix it, examples; or a finding: what made it true'
complete -c cordon -n "__fish_cordon_using_subcommand help; and not __fish_seen_subcommand_from check export doctor validate facts query access test rules explain bundle lint new-rule waive completions man help" -f -a "bundle" -d 'Write rules, data and policy file as a bundle for Open Policy Agent'
complete -c cordon -n "__fish_cordon_using_subcommand help; and not __fish_seen_subcommand_from check export doctor validate facts query access test rules explain bundle lint new-rule waive completions man help" -f -a "lint" -d 'Look through rules for what can\'t be meant: names that don\'t exist, comparisons that never hold'
complete -c cordon -n "__fish_cordon_using_subcommand help; and not __fish_seen_subcommand_from check export doctor validate facts query access test rules explain bundle lint new-rule waive completions man help" -f -a "new-rule" -d 'Write a new rule and its tests, which already pass lint and test'
complete -c cordon -n "__fish_cordon_using_subcommand help; and not __fish_seen_subcommand_from check export doctor validate facts query access test rules explain bundle lint new-rule waive completions man help" -f -a "waive" -d 'Accept one finding until a day'
complete -c cordon -n "__fish_cordon_using_subcommand help; and not __fish_seen_subcommand_from check export doctor validate facts query access test rules explain bundle lint new-rule waive completions man help" -f -a "completions" -d 'Print completions for a shell'
complete -c cordon -n "__fish_cordon_using_subcommand help; and not __fish_seen_subcommand_from check export doctor validate facts query access test rules explain bundle lint new-rule waive completions man help" -f -a "man" -d 'Print a man page'
complete -c cordon -n "__fish_cordon_using_subcommand help; and not __fish_seen_subcommand_from check export doctor validate facts query access test rules explain bundle lint new-rule waive completions man help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c cordon -n "__fish_cordon_using_subcommand help; and __fish_seen_subcommand_from access" -f -a "who-can" -d 'Who can use a permission, and by which grant, group or client'
complete -c cordon -n "__fish_cordon_using_subcommand help; and __fish_seen_subcommand_from access" -f -a "what-can" -d 'What one subject can do: a matrix of permissions and divisions'
complete -c cordon -n "__fish_cordon_using_subcommand help; and __fish_seen_subcommand_from access" -f -a "compare" -d 'What one subject can do that another can\'t'
complete -c cordon -n "__fish_cordon_using_subcommand help; and __fish_seen_subcommand_from access" -f -a "matrix" -d 'What partners can do where: view, change, export, administer, take over'
complete -c cordon -n "__fish_cordon_using_subcommand help; and __fish_seen_subcommand_from access" -f -a "paths" -d 'What subjects can become: shortest chains of steps to more access'
