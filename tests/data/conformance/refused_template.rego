# String interpolation, which OPA has since 1.12.
package conformance.refused_template

case_template := $"sum {1 + 2} of {input.nothing}"
