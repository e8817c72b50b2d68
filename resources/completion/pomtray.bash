# What bash completes after "pomtray": it asks the program, by standard input. From `pomtray completion bash`.
_pomtray() {
  local kind word told
  COMPREPLY=()
  {
    read -r kind
    case $kind in
      files) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$2") ;;
      folders) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- "$2") ;;
      commands) mapfile -t COMPREPLY < <(compgen -c -- "$2") ;;
      words) while IFS=$'\t' read -r word told; do COMPREPLY+=("$word"); done ;;
    esac
  } < <(printf '%s\0' "${COMP_LINE:0:COMP_POINT}" "$2" | command pomtray __complete bash 2>/dev/null)
}
complete -F _pomtray pomtray
