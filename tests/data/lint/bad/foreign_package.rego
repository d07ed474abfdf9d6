# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: foreign-package
#   severity: low
#   requires: [users]
#   remediation: What to do.
package mine.foreign_package #! package never evaluate

findings contains finding if {
	some id, user in input.users
	user.name
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
