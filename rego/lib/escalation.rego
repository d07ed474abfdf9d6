# METADATA
# title: Escalation
# description: |-
#   What partner subjects can become, as facts that cordon works out beside the snapshot (`cordon facts` writes them):
#   Rego has no recursion for it. Where they are not there, nothing is known, and `undecided` says so.
# scope: package
package cordon.lib.escalation

# METADATA
# title: Chains to more access
# description: |-
#   `[subject type, subject id]` → array of chains, the shortest first, each `{gives, everything, steps}`; only subjects
#   with some are in it. `schemas/facts.schema.json` says what a step is.
# scope: document
chains[key] := subject.chains if {
	some type, by_id in data.cordon.facts.subjects
	some id, subject in by_id
	count(subject.chains) > 0
	key := [type, id]
}

# METADATA
# title: Escalation permissions that are held
# description: "`[subject type, subject id]` → set of the names that are held without a step and without a condition."
# scope: document
held[key] := names if {
	some type, by_id in data.cordon.facts.subjects
	some id, subject in by_id
	names := {name | some name in subject.held}
	count(names) > 0
	key := [type, id]
}

# METADATA
# title: A chain in one line
# description: "Who does what to whom, e.g. `Ana (set a password) → Marc (grant roles) → everything in the whole org`."
# scope: document
told(chain) := sprintf("%s → %s", [concat(" → ", steps), last.to.label]) if {
	last := chain.steps[count(chain.steps) - 1]
	steps := [sprintf("%s (%s)", [step.from.label, lower(step.title)]) | some step in chain.steps]
}

# METADATA
# title: Evidence of a chain
# description: The places in the snapshot that prove its steps, in order, at most 20.
# scope: document
places(chain) := array.slice([place | some step in chain.steps; some place in step.paths], 0, 20)

# METADATA
# title: Why chains can't be told
# description: A reason, where the facts are not there.
# scope: document
undecided contains "the facts that `cordon facts` writes are not at data.cordon.facts" if not data.cordon.facts
