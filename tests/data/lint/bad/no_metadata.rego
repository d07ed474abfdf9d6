package cordon.rules.case.no_metadata #! metadata no `# METADATA` block

findings contains finding if {
	some id, user in input.users
	user.name
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
