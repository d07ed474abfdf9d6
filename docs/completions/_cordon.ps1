
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
            [CompletionResult]::new('validate', 'validate', [CompletionResultType]::ParameterValue, 'Check that a snapshot is well-formed and consistent')
            [CompletionResult]::new('rules', 'rules', [CompletionResultType]::ParameterValue, 'List the rules')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Explain a rule: why it matters, how to fix it, examples')
            [CompletionResult]::new('waive', 'waive', [CompletionResultType]::ParameterValue, 'Accept one finding until a day')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print completions for a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print a man page')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'cordon;check' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Policy file; without it the `cordon.toml` beside the snapshot, or the first one from here up to the root of the repository')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'Folder with more rules; a package that ships is replaced by one of the same name')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'The day that waivers are judged on, e.g. 2027-03-31; today in UTC by default')
            [CompletionResult]::new('--waivers', '--waivers', [CompletionResultType]::ParameterName, 'File with more waivers, besides those of the policy file')
            [CompletionResult]::new('--rule', '--rule', [CompletionResultType]::ParameterName, 'Run only these rules: id, area, tag or severity')
            [CompletionResult]::new('--skip-rule', '--skip-rule', [CompletionResultType]::ParameterName, 'Leave out these rules: id, area, tag or severity')
            [CompletionResult]::new('--baseline', '--baseline', [CompletionResultType]::ParameterName, 'Earlier report of cordon''s, JSON or SARIF, to say what is new, unchanged, updated or absent since')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the report is written; text by default')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write the report in the `--format` to this file, whole or not at all; `-` is standard output. `FORMAT=FILE` writes that format, and may be given several times')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write the report in the `--format` to this file, whole or not at all; `-` is standard output. `FORMAT=FILE` writes that format, and may be given several times')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'Findings shown of each rule in formats for people; 0 shows all')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Whom SARIF is for; `github` by default where GITHUB_ACTIONS is set, and `full` elsewhere')
            [CompletionResult]::new('--waived', '--waived', [CompletionResultType]::ParameterName, 'What SARIF does with waived findings; `drop` by default in the profile `github`, because code scanning shows suppressed results as open alerts, and `suppress` in `full`')
            [CompletionResult]::new('--source-root', '--source-root', [CompletionResultType]::ParameterName, 'Folder that URIs in SARIF are relative to; the root of the repository by default')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'Exit with 1 when a finding is at least this severe: critical, high, medium, low, note or never')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds that the evaluation of one snapshot may take; as many again are spent to find the rule that does not end')
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
        'cordon;validate' {
            [CompletionResult]::new('--max-size', '--max-size', [CompletionResultType]::ParameterName, 'Bytes of text that one snapshot may have when decompressed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Treat doubts (dangling references, counts that don''t match) as errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'cordon;rules' {
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'Folder with more rules')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'text or json')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'cordon;explain' {
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'Folder with more rules')
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
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'The day that waivers are judged on, e.g. 2027-03-31; today in UTC by default')
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
            [CompletionResult]::new('validate', 'validate', [CompletionResultType]::ParameterValue, 'Check that a snapshot is well-formed and consistent')
            [CompletionResult]::new('rules', 'rules', [CompletionResultType]::ParameterValue, 'List the rules')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Explain a rule: why it matters, how to fix it, examples')
            [CompletionResult]::new('waive', 'waive', [CompletionResultType]::ParameterValue, 'Accept one finding until a day')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print completions for a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print a man page')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'cordon;help;check' {
            break
        }
        'cordon;help;validate' {
            break
        }
        'cordon;help;rules' {
            break
        }
        'cordon;help;explain' {
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
