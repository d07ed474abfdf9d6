# METADATA
# title: Outcomes
# description: |-
#   What `cordon check` knows besides findings, for those who evaluate this bundle without cordon: which rules could
#   not look at everything, and how each rule ended. `data.cordon.catalogue` says of each rule what it needs;
#   `answers`, in the file beside this one, is what the rules return.
# scope: package
package cordon

# METADATA
# title: What was not looked at
# description: |-
#   Rule id → set of reasons. A rule that is in here and found nothing has not passed. One whose findings come from
#   only a part of the org is in here, too.
# scope: document
not_evaluated[id] contains reason if {
	some id, reasons in blocked
	some reason in reasons
}

not_evaluated[id] contains reason if {
	some id, answer in answers
	not blocked[id]
	some reason in answer.not_evaluated[0]
}

# METADATA
# title: How each rule ended
# description: |-
#   Rule id → `{status, severity, findings, reasons}`. The status is `passed`, `failed`, `not_evaluated` or `error`, as
#   `cordon check` gives it before waivers. A rule that could not be evaluated has no findings here.
# scope: document
outcomes[id] := {
	"status": status,
	"severity": about.severity,
	"findings": findings,
	"reasons": {reason | some reason in not_evaluated[id]},
} if {
	some id, about in data.cordon.catalogue
	status := status_of(id)
	findings := findings_of(id, status)
}

status_of(id) := "not_evaluated" if {
	blocked[id]
} else := "error" if {
	not is_set(answers[id].findings[0])
} else := "failed" if {
	count(answers[id].findings[0]) > 0
} else := "not_evaluated" if {
	not_evaluated[id]
} else := "passed"

findings_of(id, status) := answers[id].findings[0] if {
	status == "failed"
} else := set()

# Rule id → why it can't look at all.
blocked[id] contains sprintf("the policy file sets no `%s`", [place]) if {
	some id, about in data.cordon.catalogue
	some place in about.unset
}

blocked[id] contains sprintf("the section `%s` is %s: %s", [section, state.status, state.reason]) if {
	some id, about in data.cordon.catalogue
	some section in about.requires
	state := states[section]
	state.status != "complete"
}

blocked[id] contains "no earlier snapshot of the org was given (`--since`)" if {
	some id, about in data.cordon.catalogue
	about.since
	not data.cordon.since
}

blocked[id] contains sprintf("the section `%s` of the earlier snapshot is %s: %s", [section, state.status, state.reason]) if {
	some id, about in data.cordon.catalogue
	about.since
	data.cordon.since
	some section in about.requires
	state := earlier_states[section]
	state.status != "complete"
}

# The same of the earlier snapshot, where there is one.
earlier_states := found if found := states with input as data.cordon.since

# Every section that some rule needs → how much of it is there, and why not all.
states[section] := state_of(section) if {
	some about in data.cordon.catalogue
	some section in about.requires
}

state_of(section) := {"status": "missing", "reason": "the snapshot does not say that it was read"} if {
	not input.sections[section]
} else := contradiction(section, input.sections[section]) if {
	input.sections[section].status == "complete"
} else := {"status": "partial", "reason": given(section, "not all of it could be read")} if {
	input.sections[section].status == "partial"
} else := {"status": "missing", "reason": given(section, "it was not read")}

given(section, otherwise) := reason if {
	reason := input.sections[section].reason
	reason != ""
} else := otherwise

# A section that is said to be complete is not where the snapshot contradicts that.
contradiction(section, said) := {"status": "complete", "reason": ""} if {
	not holds(section)
	said.count == 0
} else := {"status": "missing", "reason": "the snapshot says that it is complete but does not hold it"} if {
	not holds(section)
} else := {"status": "complete", "reason": ""} if {
	section == "settings"
} else := {"status": "partial", "reason": sprintf("the snapshot says that it has %d entries but holds %d", [said.count, entries(section)])} if {
	said.count > entries(section)
} else := {"status": "partial", "reason": sprintf("the org said that it has %d entries, but the snapshot holds %d", [said.expected, entries(section)])} if {
	said.expected > entries(section)
} else := {"status": "partial", "reason": "no division is marked as the Home division, and every org has one"} if {
	section == "divisions"
	not has_home
} else := {"status": "complete", "reason": ""}

holds(section) if input[section] == input[section]

entries(section) := sum([count(grants) | some grants in input.grants]) if {
	section == "grants"
} else := count(input[section])

has_home if {
	some division in input.divisions
	division.home == true
}
