
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'cordon' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'cordon'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'cordon' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Evaluate the rules over snapshots and report what breaks the policy')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Export the authorization model of an org to a snapshot')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Check credentials, region, clock, limit and permissions for an export')
            [CompletionResult]::new('validate', 'validate', [CompletionResultType]::ParameterValue, 'Check that a snapshot is well-formed and consistent')
            [CompletionResult]::new('facts', 'facts', [CompletionResultType]::ParameterValue, 'Write what cordon works out beside a snapshot for rules')
            [CompletionResult]::new('query', 'query', [CompletionResultType]::ParameterValue, 'Ask snapshots a question in Rego')
            [CompletionResult]::new('access', 'access', [CompletionResultType]::ParameterValue, 'Who can do what: effective access through grants, groups, clients and trusts')
            [CompletionResult]::new('test', 'test', [CompletionResultType]::ParameterValue, 'Run the tests of a rule pack')
            [CompletionResult]::new('rules', 'rules', [CompletionResultType]::ParameterValue, 'List the rules')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Explain a rule: why it matters, how to fix it, examples; or a finding: what made it true')
            [CompletionResult]::new('bundle', 'bundle', [CompletionResultType]::ParameterValue, 'Write rules, data and policy file as a bundle for Open Policy Agent')
            [CompletionResult]::new('lint', 'lint', [CompletionResultType]::ParameterValue, 'Look through rules for what can''t be meant: names that don''t exist, comparisons that never hold')
            [CompletionResult]::new('new-rule', 'new-rule', [CompletionResultType]::ParameterValue, 'Write a new rule and its tests, which already pass lint and test')
            [CompletionResult]::new('waive', 'waive', [CompletionResultType]::ParameterValue, 'Accept one finding until a day')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print completions for a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print a man page')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'cordon;check' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Policy file; without it the `cordon.toml` beside the snapshot, or the first one from here up to the root of the repository')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'Folder with more rules; a package that ships is replaced by one of the same name')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'A day such as 2027-03-31, or a moment such as 2027-03-31T06:00:00Z, to judge waivers and ages on; without it, waivers are judged on today in UTC and ages on the moment of the export, so that findings repeat')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Earlier snapshot of the same org, for the rules that compare with one; one for each org')
            [CompletionResult]::new('--waivers', '--waivers', [CompletionResultType]::ParameterName, 'File with more waivers, besides those of the policy file')
            [CompletionResult]::new('--rule', '--rule', [CompletionResultType]::ParameterName, 'Run only these rules: id, area, tag or severity')
            [CompletionResult]::new('--rules', '--rules', [CompletionResultType]::ParameterName, 'Run the rules of this set: `default`, `strict`, `seed`, or one that a rule''s METADATA names')
            [CompletionResult]::new('--skip-rule', '--skip-rule', [CompletionResultType]::ParameterName, 'Leave out these rules: id, area, tag or severity')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Instead of a report, say why this rule found what it found: its conditions with their values and the evidence. Where it found nothing, the first condition that failed. As text, or with `--format json`')
            [CompletionResult]::new('--subject', '--subject', [CompletionResultType]::ParameterName, 'Trace only this subject: `type/id`, id or e-mail address')
            [CompletionResult]::new('--baseline', '--baseline', [CompletionResultType]::ParameterName, 'Earlier report of cordon''s, JSON or SARIF, to say what is new, unchanged, updated or absent since')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the report is written; text by default')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write the report in the `--format` to this file, whole or not at all; `-` is standard output. `FORMAT=FILE` writes that format, and may be given several times')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write the report in the `--format` to this file, whole or not at all; `-` is standard output. `FORMAT=FILE` writes that format, and may be given several times')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'Findings shown of each rule in formats for people; 0 shows all')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Whom SARIF is for; `github` by default where GITHUB_ACTIONS is set, and `full` elsewhere')
            [CompletionResult]::new('--waived', '--waived', [CompletionResultType]::ParameterName, 'What SARIF does with waived findings; `drop` by default in the profile `github`, because code scanning shows suppressed results as open alerts, and `suppress` in `full`')
            [CompletionResult]::new('--source-root', '--source-root', [CompletionResultType]::ParameterName, 'Folder that URIs in SARIF are relative to; the root of the repository by default')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'Exit with 1 when a finding is at least this severe: critical, high, medium, low, note or never')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds that the evaluation of one snapshot may take, the search for a rule that does not end included')
            [CompletionResult]::new('--rule-timeout', '--rule-timeout', [CompletionResultType]::ParameterName, 'Seconds that one rule may take on one snapshot')
            [CompletionResult]::new('--max-memory', '--max-memory', [CompletionResultType]::ParameterName, 'Memory that cordon may take in all, in bytes or as 512MiB or 8GiB; without it, 4GiB and 24 times the text of the snapshots')
            [CompletionResult]::new('--max-size', '--max-size', [CompletionResultType]::ParameterName, 'Bytes of text that one snapshot may have when decompressed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing to standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing to standard error but errors')
            [CompletionResult]::new('--fail-on-new', '--fail-on-new', [CompletionResultType]::ParameterName, 'Exit with 1 only for findings that are new since the baseline')
            [CompletionResult]::new('--require-complete', '--require-complete', [CompletionResultType]::ParameterName, 'Exit with 2 when a selected rule could not be evaluated')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cordon;export' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the snapshot goes; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the snapshot goes; `-` is standard output')
            [CompletionResult]::new('--sections', '--sections', [CompletionResultType]::ParameterName, 'Sections to export, and what they need; otherwise all')
            [CompletionResult]::new('--skip', '--skip', [CompletionResultType]::ParameterName, 'Sections not to export')
            [CompletionResult]::new('--audit-days', '--audit-days', [CompletionResultType]::ParameterName, 'Export the audit trail of the last days')
            [CompletionResult]::new('--usage-days', '--usage-days', [CompletionResultType]::ParameterName, 'Look when OAuth clients were last used, in the last days')
            [CompletionResult]::new('--state', '--state', [CompletionResultType]::ParameterName, 'Where the state of an unfinished export is; otherwise beside the output')
            [CompletionResult]::new('--org-size', '--org-size', [CompletionResultType]::ParameterName, 'Size of the org for --dry-run, e.g. users=50000,roles=200,groups=250,objects=25000')
            [CompletionResult]::new('--from-responses', '--from-responses', [CompletionResultType]::ParameterName, 'Build the snapshot from API responses that were saved in a folder')
            [CompletionResult]::new('--from-cx-as-code', '--from-cx-as-code', [CompletionResultType]::ParameterName, 'Build the snapshot from a JSON export of CX as Code')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How progress is shown')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'The moment of the export, for tests')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'AWS region (`eu-central-1`) or host; otherwise GENESYSCLOUD_REGION, otherwise us-east-1')
            [CompletionResult]::new('--api-url', '--api-url', [CompletionResultType]::ParameterName, 'Base of the API, for a gateway; plain http to this machine only')
            [CompletionResult]::new('--login-url', '--login-url', [CompletionResultType]::ParameterName, 'Base of the sign-in host, for a gateway')
            [CompletionResult]::new('--connect-timeout', '--connect-timeout', [CompletionResultType]::ParameterName, 'Seconds for connecting')
            [CompletionResult]::new('--read-timeout', '--read-timeout', [CompletionResultType]::ParameterName, 'Longest silence in the middle of an answer, in seconds')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'Seconds for one request')
            [CompletionResult]::new('--total-timeout', '--total-timeout', [CompletionResultType]::ParameterName, 'Seconds for the whole run')
            [CompletionResult]::new('--wait-scale', '--wait-scale', [CompletionResultType]::ParameterName, 'Part of every pause that is really made, for tests')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--resume', '--resume', [CompletionResultType]::ParameterName, 'Go on with an export that was stopped')
            [CompletionResult]::new('--pseudonymize', '--pseudonymize', [CompletionResultType]::ParameterName, 'Replace people''s names and e-mail addresses by keyed pseudonyms; the key is in CORDON_PSEUDONYM_KEY')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Print the requests, the permissions and the time that an export takes, and make none')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log every request to standard error; twice: with retries and sign-in too')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log every request to standard error; twice: with retries and sign-in too')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cordon;doctor' {
            [CompletionResult]::new('--role', '--role', [CompletionResultType]::ParameterName, 'Print the role to create for cordon and check nothing')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'The moment that the org''s clock is compared with, for tests')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'AWS region (`eu-central-1`) or host; otherwise GENESYSCLOUD_REGION, otherwise us-east-1')
            [CompletionResult]::new('--api-url', '--api-url', [CompletionResultType]::ParameterName, 'Base of the API, for a gateway; plain http to this machine only')
            [CompletionResult]::new('--login-url', '--login-url', [CompletionResultType]::ParameterName, 'Base of the sign-in host, for a gateway')
            [CompletionResult]::new('--connect-timeout', '--connect-timeout', [CompletionResultType]::ParameterName, 'Seconds for connecting')
            [CompletionResult]::new('--read-timeout', '--read-timeout', [CompletionResultType]::ParameterName, 'Longest silence in the middle of an answer, in seconds')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'Seconds for one request')
            [CompletionResult]::new('--total-timeout', '--total-timeout', [CompletionResultType]::ParameterName, 'Seconds for the whole run')
            [CompletionResult]::new('--wait-scale', '--wait-scale', [CompletionResultType]::ParameterName, 'Part of every pause that is really made, for tests')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log every request to standard error; twice: with retries and sign-in too')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log every request to standard error; twice: with retries and sign-in too')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cordon;validate' {
            [CompletionResult]::new('--max-size', '--max-size', [CompletionResultType]::ParameterName, 'Bytes of text that one snapshot may have when decompressed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Treat doubts (dangling references, counts that don''t match) as errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'cordon;facts' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Policy file; without it the `cordon.toml` beside the snapshot, or the first one from here up to the root of the repository')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'Folder with more rules; a package that ships is replaced by one of the same name')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'A day such as 2027-03-31, or a moment such as 2027-03-31T06:00:00Z, to judge waivers and ages on; without it, waivers are judged on today in UTC and ages on the moment of the export, so that findings repeat')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Earlier snapshot of the same org, for the rules that compare with one; one for each org')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write the facts to this file, whole or not at all; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write the facts to this file, whole or not at all; `-` is standard output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds that working them out may take')
            [CompletionResult]::new('--max-memory', '--max-memory', [CompletionResultType]::ParameterName, 'Memory that cordon may take in all, in bytes or as 512MiB or 8GiB; without it, 4GiB and 24 times the text of the snapshots')
            [CompletionResult]::new('--max-size', '--max-size', [CompletionResultType]::ParameterName, 'Bytes of text that the snapshot may have when decompressed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing to standard error but errors and what could not be looked at')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing to standard error but errors and what could not be looked at')
            [CompletionResult]::new('--require-complete', '--require-complete', [CompletionResultType]::ParameterName, 'Exit with 2 when a section that facts are worked out of is not complete')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'cordon;query' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Policy file; without it the `cordon.toml` beside the snapshot, or the first one from here up to the root of the repository')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'Folder with more rules, helpers and saved queries')
            [CompletionResult]::new('--save', '--save', [CompletionResultType]::ParameterName, 'Save the query as `queries/NAME.rego` in the first `--policy` folder, or in the working directory without one. Where no snapshot is given, nothing is asked')
            [CompletionResult]::new('--title', '--title', [CompletionResultType]::ParameterName, 'One line that says what the saved query answers')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written; table by default')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write the answer to this file, whole or not at all; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write the answer to this file, whole or not at all; `-` is standard output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds that the question may take on one snapshot')
            [CompletionResult]::new('--max-memory', '--max-memory', [CompletionResultType]::ParameterName, 'Memory that cordon may take in all, in bytes or as 512MiB or 8GiB; without it, 4GiB and 24 times the text of the snapshots')
            [CompletionResult]::new('--max-size', '--max-size', [CompletionResultType]::ParameterName, 'Bytes of text that one snapshot may have when decompressed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('-i', '-i', [CompletionResultType]::ParameterName, 'Ask at a prompt with history, completion and queries of several lines')
            [CompletionResult]::new('--interactive', '--interactive', [CompletionResultType]::ParameterName, 'Ask at a prompt with history, completion and queries of several lines')
            [CompletionResult]::new('--list', '--list', [CompletionResultType]::ParameterName, 'List the saved queries')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Replace a saved query of the same name')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing to standard error but errors and what could not be looked at')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing to standard error but errors and what could not be looked at')
            [CompletionResult]::new('--no-history', '--no-history', [CompletionResultType]::ParameterName, 'Keep no history of what is asked at the prompt')
            [CompletionResult]::new('--require-complete', '--require-complete', [CompletionResultType]::ParameterName, 'Exit with 2 when a section that the query reads is not complete')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cordon;access' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('who-can', 'who-can', [CompletionResultType]::ParameterValue, 'Who can use a permission, and by which grant, group or client')
            [CompletionResult]::new('what-can', 'what-can', [CompletionResultType]::ParameterValue, 'What one subject can do: a matrix of permissions and divisions')
            [CompletionResult]::new('compare', 'compare', [CompletionResultType]::ParameterValue, 'What one subject can do that another can''t')
            [CompletionResult]::new('matrix', 'matrix', [CompletionResultType]::ParameterValue, 'What partners can do where: view, change, export, administer, take over')
            [CompletionResult]::new('paths', 'paths', [CompletionResultType]::ParameterValue, 'What subjects can become: shortest chains of steps to more access')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'cordon;access;who-can' {
            [CompletionResult]::new('--division', '--division', [CompletionResultType]::ParameterName, 'Only who can in this division, by name or id: through a grant there or in the whole org')
            [CompletionResult]::new('--subject-type', '--subject-type', [CompletionResultType]::ParameterName, 'Only subjects of this type; can be repeated')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'Folder with more data, such as named sets of permissions')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write the answer to this file, whole or not at all; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write the answer to this file, whole or not at all; `-` is standard output')
            [CompletionResult]::new('--max-size', '--max-size', [CompletionResultType]::ParameterName, 'Bytes of text that one snapshot may have when decompressed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--any', '--any', [CompletionResultType]::ParameterName, 'Who can in any division, which is the default')
            [CompletionResult]::new('--all-paths', '--all-paths', [CompletionResultType]::ParameterName, 'Every way that gives the permission, and not the shortest alone')
            [CompletionResult]::new('--dot', '--dot', [CompletionResultType]::ParameterName, 'Write the evidence as a graph for Graphviz')
            [CompletionResult]::new('--mermaid', '--mermaid', [CompletionResultType]::ParameterName, 'Write the evidence as a graph for Mermaid, which GitHub draws in Markdown')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing to standard error but errors and what could not be looked at')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing to standard error but errors and what could not be looked at')
            [CompletionResult]::new('--require-complete', '--require-complete', [CompletionResultType]::ParameterName, 'Exit with 2 when a section that the answer depends on is not complete')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cordon;access;what-can' {
            [CompletionResult]::new('--as', '--as', [CompletionResultType]::ParameterName, 'For an OAuth client that acts as the user who signs in: while this user is signed in')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'Folder with more data, such as named sets of permissions')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write the answer to this file, whole or not at all; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write the answer to this file, whole or not at all; `-` is standard output')
            [CompletionResult]::new('--max-size', '--max-size', [CompletionResultType]::ParameterName, 'Bytes of text that one snapshot may have when decompressed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--all-paths', '--all-paths', [CompletionResultType]::ParameterName, 'Every way that gives a permission, and not the shortest alone')
            [CompletionResult]::new('--dot', '--dot', [CompletionResultType]::ParameterName, 'Write the evidence as a graph for Graphviz')
            [CompletionResult]::new('--mermaid', '--mermaid', [CompletionResultType]::ParameterName, 'Write the evidence as a graph for Mermaid, which GitHub draws in Markdown')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing to standard error but errors and what could not be looked at')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing to standard error but errors and what could not be looked at')
            [CompletionResult]::new('--require-complete', '--require-complete', [CompletionResultType]::ParameterName, 'Exit with 2 when a section that the answer depends on is not complete')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cordon;access;compare' {
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'Folder with more data, such as named sets of permissions')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write the answer to this file, whole or not at all; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write the answer to this file, whole or not at all; `-` is standard output')
            [CompletionResult]::new('--max-size', '--max-size', [CompletionResultType]::ParameterName, 'Bytes of text that one snapshot may have when decompressed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing to standard error but errors and what could not be looked at')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing to standard error but errors and what could not be looked at')
            [CompletionResult]::new('--require-complete', '--require-complete', [CompletionResultType]::ParameterName, 'Exit with 2 when a section that the answer depends on is not complete')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cordon;access;matrix' {
            [CompletionResult]::new('--partner', '--partner', [CompletionResultType]::ParameterName, 'Only this partner, by its short name; can be repeated')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Policy file; without it the `cordon.toml` beside the snapshot, or the first one from here up to the root of the repository')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds that finding out who belongs to which partner may take')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'Folder with more data, such as named sets of permissions')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write the answer to this file, whole or not at all; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write the answer to this file, whole or not at all; `-` is standard output')
            [CompletionResult]::new('--max-size', '--max-size', [CompletionResultType]::ParameterName, 'Bytes of text that one snapshot may have when decompressed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--partners', '--partners', [CompletionResultType]::ParameterName, 'For the partners of the policy file, which is the default and the only kind of matrix')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing to standard error but errors and what could not be looked at')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing to standard error but errors and what could not be looked at')
            [CompletionResult]::new('--require-complete', '--require-complete', [CompletionResultType]::ParameterName, 'Exit with 2 when a section that the answer depends on is not complete')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cordon;access;paths' {
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'What this subject can become, by id, e-mail address, name or `type/id`; can be repeated')
            [CompletionResult]::new('--partner', '--partner', [CompletionResultType]::ParameterName, 'What the subjects of this partner can become, by its short name; can be repeated. Without `--from` and `--partner`, those of all partners')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'What is to be come to: a permission, a pattern such as `routing:*:delete`, or a named set')
            [CompletionResult]::new('--division', '--division', [CompletionResultType]::ParameterName, 'Only what counts in this division, by name or id')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Policy file; without it the `cordon.toml` beside the snapshot, or the first one from here up to the root of the repository')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds that the search on one snapshot may take')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'Folder with more data, such as named sets of permissions')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write the answer to this file, whole or not at all; `-` is standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write the answer to this file, whole or not at all; `-` is standard output')
            [CompletionResult]::new('--max-size', '--max-size', [CompletionResultType]::ParameterName, 'Bytes of text that one snapshot may have when decompressed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--dot', '--dot', [CompletionResultType]::ParameterName, 'Write the evidence as a graph for Graphviz')
            [CompletionResult]::new('--mermaid', '--mermaid', [CompletionResultType]::ParameterName, 'Write the evidence as a graph for Mermaid, which GitHub draws in Markdown')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing to standard error but errors and what could not be looked at')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing to standard error but errors and what could not be looked at')
            [CompletionResult]::new('--require-complete', '--require-complete', [CompletionResultType]::ParameterName, 'Exit with 2 when a section that the answer depends on is not complete')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cordon;access;help' {
            [CompletionResult]::new('who-can', 'who-can', [CompletionResultType]::ParameterValue, 'Who can use a permission, and by which grant, group or client')
            [CompletionResult]::new('what-can', 'what-can', [CompletionResultType]::ParameterValue, 'What one subject can do: a matrix of permissions and divisions')
            [CompletionResult]::new('compare', 'compare', [CompletionResultType]::ParameterValue, 'What one subject can do that another can''t')
            [CompletionResult]::new('matrix', 'matrix', [CompletionResultType]::ParameterValue, 'What partners can do where: view, change, export, administer, take over')
            [CompletionResult]::new('paths', 'paths', [CompletionResultType]::ParameterValue, 'What subjects can become: shortest chains of steps to more access')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'cordon;access;help;who-can' {
            break
        }
        'cordon;access;help;what-can' {
            break
        }
        'cordon;access;help;compare' {
            break
        }
        'cordon;access;help;matrix' {
            break
        }
        'cordon;access;help;paths' {
            break
        }
        'cordon;access;help;help' {
            break
        }
        'cordon;test' {
            [CompletionResult]::new('--run', '--run', [CompletionResultType]::ParameterName, 'Run only the tests whose name, `package.test_name`, this matches')
            [CompletionResult]::new('--coverage-threshold', '--coverage-threshold', [CompletionResultType]::ParameterName, 'Exit with 1 when less than this share of the lines is covered')
            [CompletionResult]::new('--coverage-output', '--coverage-output', [CompletionResultType]::ParameterName, 'Write the coverage to this file, whole or not at all, as `json=FILE` or `lcov=FILE`; `-` is standard output')
            [CompletionResult]::new('--rule', '--rule', [CompletionResultType]::ParameterName, 'Change only this rule, named by id or alias')
            [CompletionResult]::new('--mutate-threshold', '--mutate-threshold', [CompletionResultType]::ParameterName, 'Exit with 1 when tests notice less than this share of the changes')
            [CompletionResult]::new('--cache', '--cache', [CompletionResultType]::ParameterName, 'Keep results in this folder instead of that of the user''s caches')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the report is written; text by default')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write the report in the `--format` to this file, whole or not at all; `-` is standard output. `FORMAT=FILE` writes that format, and may be given several times')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write the report in the `--format` to this file, whole or not at all; `-` is standard output. `FORMAT=FILE` writes that format, and may be given several times')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds that one test may take')
            [CompletionResult]::new('--max-memory', '--max-memory', [CompletionResultType]::ParameterName, 'Memory that cordon may take in all, in bytes or as 512MiB or 8GiB; without it, 4GiB and 24 times the text of the snapshots')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--watch', '--watch', [CompletionResultType]::ParameterName, 'Run again whenever a file in the folders changes')
            [CompletionResult]::new('--coverage', '--coverage', [CompletionResultType]::ParameterName, 'Say which lines of rules and helpers the tests cover')
            [CompletionResult]::new('--mutate', '--mutate', [CompletionResultType]::ParameterName, 'Change each condition of the rules, one at a time, and list the changes that no test notices')
            [CompletionResult]::new('--mutate-library', '--mutate-library', [CompletionResultType]::ParameterName, 'Change the helpers that ship, too; helpers in folders always are')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither take nor keep results')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'List the tests that passed, too, with what they printed')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'List the tests that passed, too, with what they printed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cordon;rules' {
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'Folder with more rules')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'text or json')
            [CompletionResult]::new('--framework', '--framework', [CompletionResultType]::ParameterName, 'The controls of a framework, each with the rules that help to keep it: nist-800-53, cis-controls, iso-27001, or one of a pack''s own')
            [CompletionResult]::new('--pages', '--pages', [CompletionResultType]::ParameterName, 'Write a page for each rule, and one that lists them, to this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--library', '--library', [CompletionResultType]::ParameterName, 'The helpers that rules can use, as a page in Markdown')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'cordon;explain' {
            [CompletionResult]::new('--finding', '--finding', [CompletionResultType]::ParameterName, 'Say why there is this finding: its evidence in the snapshot, and the rule''s conditions with the values that made them true. The beginning of a fingerprint is enough, from 8 digits')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'text or json, with --finding')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Policy file; without it the `cordon.toml` beside the snapshot, or the first one from here up to the root of the repository')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'Folder with more rules; a package that ships is replaced by one of the same name')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'A day such as 2027-03-31, or a moment such as 2027-03-31T06:00:00Z, to judge waivers and ages on; without it, waivers are judged on today in UTC and ages on the moment of the export, so that findings repeat')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Earlier snapshot of the same org, for the rules that compare with one; one for each org')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds that the evaluation of one snapshot may take, the search for a rule that does not end included')
            [CompletionResult]::new('--rule-timeout', '--rule-timeout', [CompletionResultType]::ParameterName, 'Seconds that one rule may take on one snapshot')
            [CompletionResult]::new('--max-memory', '--max-memory', [CompletionResultType]::ParameterName, 'Memory that cordon may take in all, in bytes or as 512MiB or 8GiB; without it, 4GiB and 24 times the text of the snapshots')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors, with --finding')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors, with --finding')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'cordon;bundle' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Folder, or archive where the name ends in `.tar.gz` or `.tgz`; `-` is an archive on standard output. A bundle that is there is replaced, and anything else is left alone')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Folder, or archive where the name ends in `.tar.gz` or `.tgz`; `-` is an archive on standard output. A bundle that is there is replaced, and anything else is left alone')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Policy file; without it the first `cordon.toml` from here up to the root of the repository')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'Folder with more rules; a package that ships is replaced by one of the same name')
            [CompletionResult]::new('--rules', '--rules', [CompletionResultType]::ParameterName, 'Put in the rules of this set; all rules without it')
            [CompletionResult]::new('--rule', '--rule', [CompletionResultType]::ParameterName, 'Put only these rules in: id, area, tag or severity')
            [CompletionResult]::new('--skip-rule', '--skip-rule', [CompletionResultType]::ParameterName, 'Leave out these rules: id, area, tag or severity')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing to standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing to standard error but errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'cordon;lint' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'text, json, sarif or github')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Make warnings errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cordon;new-rule' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Folder of rules, which may be new')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Folder of rules, which may be new')
            [CompletionResult]::new('--title', '--title', [CompletionResultType]::ParameterName, 'What the rule finds, in one line; made from the id by default')
            [CompletionResult]::new('--severity', '--severity', [CompletionResultType]::ParameterName, 'critical, high, medium, low or note')
            [CompletionResult]::new('--reads', '--reads', [CompletionResultType]::ParameterName, 'Sections of the snapshot that the rule reads, the one that it walks through first; by default the one that goes with the area')
            [CompletionResult]::new('--from-query', '--from-query', [CompletionResultType]::ParameterName, 'Make the rule from a saved query: its file, or `@` and its name, which is looked for in `queries` of the folder and of the working directory')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'cordon;waive' {
            [CompletionResult]::new('--report', '--report', [CompletionResultType]::ParameterName, 'Look the finding up in a report of cordon''s instead, JSON or SARIF')
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Why the finding is accepted')
            [CompletionResult]::new('--expires', '--expires', [CompletionResultType]::ParameterName, 'The last day, e.g. 2027-03-31; at most a year ahead unless the policy file says otherwise')
            [CompletionResult]::new('--owner', '--owner', [CompletionResultType]::ParameterName, 'Who answers for it')
            [CompletionResult]::new('--ticket', '--ticket', [CompletionResultType]::ParameterName, 'Where it was agreed')
            [CompletionResult]::new('--waivers', '--waivers', [CompletionResultType]::ParameterName, 'Write to this file of waivers, which may be new, instead of the policy file')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Policy file; without it the `cordon.toml` beside the snapshot, or the first one from here up to the root of the repository')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'Folder with more rules; a package that ships is replaced by one of the same name')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'A day such as 2027-03-31, or a moment such as 2027-03-31T06:00:00Z, to judge waivers and ages on; without it, waivers are judged on today in UTC and ages on the moment of the export, so that findings repeat')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Earlier snapshot of the same org, for the rules that compare with one; one for each org')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds that the evaluation of one snapshot may take, the search for a rule that does not end included')
            [CompletionResult]::new('--rule-timeout', '--rule-timeout', [CompletionResultType]::ParameterName, 'Seconds that one rule may take on one snapshot')
            [CompletionResult]::new('--max-memory', '--max-memory', [CompletionResultType]::ParameterName, 'Memory that cordon may take in all, in bytes or as 512MiB or 8GiB; without it, 4GiB and 24 times the text of the snapshots')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'cordon;completions' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'cordon;man' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write all pages into this folder, as cordon.1, cordon-check.1 and so on')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write all pages into this folder, as cordon.1, cordon-check.1 and so on')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'cordon;help' {
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Evaluate the rules over snapshots and report what breaks the policy')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Export the authorization model of an org to a snapshot')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Check credentials, region, clock, limit and permissions for an export')
            [CompletionResult]::new('validate', 'validate', [CompletionResultType]::ParameterValue, 'Check that a snapshot is well-formed and consistent')
            [CompletionResult]::new('facts', 'facts', [CompletionResultType]::ParameterValue, 'Write what cordon works out beside a snapshot for rules')
            [CompletionResult]::new('query', 'query', [CompletionResultType]::ParameterValue, 'Ask snapshots a question in Rego')
            [CompletionResult]::new('access', 'access', [CompletionResultType]::ParameterValue, 'Who can do what: effective access through grants, groups, clients and trusts')
            [CompletionResult]::new('test', 'test', [CompletionResultType]::ParameterValue, 'Run the tests of a rule pack')
            [CompletionResult]::new('rules', 'rules', [CompletionResultType]::ParameterValue, 'List the rules')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Explain a rule: why it matters, how to fix it, examples; or a finding: what made it true')
            [CompletionResult]::new('bundle', 'bundle', [CompletionResultType]::ParameterValue, 'Write rules, data and policy file as a bundle for Open Policy Agent')
            [CompletionResult]::new('lint', 'lint', [CompletionResultType]::ParameterValue, 'Look through rules for what can''t be meant: names that don''t exist, comparisons that never hold')
            [CompletionResult]::new('new-rule', 'new-rule', [CompletionResultType]::ParameterValue, 'Write a new rule and its tests, which already pass lint and test')
            [CompletionResult]::new('waive', 'waive', [CompletionResultType]::ParameterValue, 'Accept one finding until a day')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print completions for a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print a man page')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'cordon;help;check' {
            break
        }
        'cordon;help;export' {
            break
        }
        'cordon;help;doctor' {
            break
        }
        'cordon;help;validate' {
            break
        }
        'cordon;help;facts' {
            break
        }
        'cordon;help;query' {
            break
        }
        'cordon;help;access' {
            [CompletionResult]::new('who-can', 'who-can', [CompletionResultType]::ParameterValue, 'Who can use a permission, and by which grant, group or client')
            [CompletionResult]::new('what-can', 'what-can', [CompletionResultType]::ParameterValue, 'What one subject can do: a matrix of permissions and divisions')
            [CompletionResult]::new('compare', 'compare', [CompletionResultType]::ParameterValue, 'What one subject can do that another can''t')
            [CompletionResult]::new('matrix', 'matrix', [CompletionResultType]::ParameterValue, 'What partners can do where: view, change, export, administer, take over')
            [CompletionResult]::new('paths', 'paths', [CompletionResultType]::ParameterValue, 'What subjects can become: shortest chains of steps to more access')
            break
        }
        'cordon;help;access;who-can' {
            break
        }
        'cordon;help;access;what-can' {
            break
        }
        'cordon;help;access;compare' {
            break
        }
        'cordon;help;access;matrix' {
            break
        }
        'cordon;help;access;paths' {
            break
        }
        'cordon;help;test' {
            break
        }
        'cordon;help;rules' {
            break
        }
        'cordon;help;explain' {
            break
        }
        'cordon;help;bundle' {
            break
        }
        'cordon;help;lint' {
            break
        }
        'cordon;help;new-rule' {
            break
        }
        'cordon;help;waive' {
            break
        }
        'cordon;help;completions' {
            break
        }
        'cordon;help;man' {
            break
        }
        'cordon;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
