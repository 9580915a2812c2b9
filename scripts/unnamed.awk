# SPDX-License-Identifier: MIT
# Finds names of unnamed namespaces that two files of one folder of src/ define: constants, types,
# functions with the same first line. A unity build fails on them, but only when both fall into the
# same batch. Used by scripts/check.
function defines(name,   k) {
  k = folder SUBSEP name
  if (k in file && file[k] != FILENAME) print FILENAME ": " name " is in " file[k] " too"
  file[k] = FILENAME
}
FNR == 1 { inside = 0; split(FILENAME, path, "/"); folder = path[2] }
/^namespace \{/ { inside = 1; next }
/^}  \/\/ namespace$/ { inside = 0 }
!inside { next }
/^(struct|class|enum class|enum) [A-Za-z]+ / { name = $0; sub(/^(enum )?[a-z]+ /, "", name); sub(/ .*/, "", name); defines(name) }
/^[A-Za-z].*[a-z_]\(.*\) .*\{/ { name = $0; sub(/ \{.*/, "", name); defines(name) }
/^(constexpr|const|static) / {
  rest = $0
  while (match(rest, /k[A-Z][A-Za-z0-9]*[\[ ={(]/)) {
    defines(substr(rest, RSTART, RLENGTH - 1))
    rest = substr(rest, RSTART + RLENGTH)
    sub(/^[^,]*/, "", rest)
  }
}
