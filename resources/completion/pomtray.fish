# What fish completes after "pomtray": it asks the program, by standard input. From `pomtray completion fish`.
function __pomtray_complete
    set -l token (commandline --current-token)
    set -l last ''
    set -l option ''
    switch "$token"
        case '--*=*'
            set last (string replace --regex '=.*' '=' -- $token)
            set option $last
        case '-*'
            set last -
    end
    set -l lines (printf '%s\0' (commandline --tokenize --cut-at-cursor --current-process) "$last" | command pomtray __complete fish 2>/dev/null)
    set -l value (string sub --start (math (string length -- "$option") + 1) -- "$token")
    switch "$lines[1]"
        case files
            printf "$option%s\n" (__fish_complete_path "$value")
        case folders
            printf "$option%s\n" (__fish_complete_directories "$value")
        case commands
            __fish_complete_command
        case words
            for line in $lines[2..]
                echo -- $option$line
            end
    end
end
complete --command pomtray --no-files --keep-order --arguments '(__pomtray_complete)'
