# Functions that OPA has and cordon's engine is built without.
package conformance.builtins_left_out

case_crypto := crypto.sha256("a")

case_yaml := yaml.unmarshal("a: 1")

case_json_schema := json.match_schema({"a": 1}, {"type": "object"})

case_io_jwt := io.jwt.decode("eyJhbGciOiJub25lIn0.eyJhIjoxfQ.")

case_rego_metadata := rego.metadata.rule()

case_graphql := graphql.is_valid("{a}", "type Query { a: Int }")

case_uuid := uuid.parse("3e7b2b5a-5f0e-4c6e-9d3c-0a6e0c7b9a11").version

case_runtime := is_object(opa.runtime())
