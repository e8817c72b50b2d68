#compdef pomtray
# What zsh completes after "pomtray": it asks the program, by standard input. From `pomtray completion zsh`.
_pomtray() {
  local last= line word told
  local -a lines found
  case $PREFIX in
    --*=*) last="${PREFIX%%=*}="; compset -P '*=' ;;
    -*) last=- ;;
  esac
  lines=("${(@f)$(printf '%s\0' "${(@Q)words[1,CURRENT-1]}" "$last" | command pomtray __complete zsh 2>/dev/null)}")
  case $lines[1] in
    files) _files ;;
    folders) _files -/ ;;
    commands) _command_names -e ;;
    words)
      for line in "${(@)lines[2,-1]}"; do
        word=${line%%$'\t'*} told=${line#*$'\t'}
        word=${word//\\/\\\\}
        found+=("${word//:/\\:}${told:+:$told}")
      done
      _describe pomtray found
      ;;
  esac
}
if [[ $funcstack[1] == _pomtray ]]; then _pomtray "$@"; else compdef _pomtray pomtray; fi
