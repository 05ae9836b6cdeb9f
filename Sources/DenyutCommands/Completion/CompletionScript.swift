import ArgumentParser

/// What a shell runs to complete `denyut` and the links that are its commands.
enum CompletionScript {
    static func text(for shell: CompletionShell) -> String {
        let script = Denyut.completionScript(for: shell)
        return switch shell {
        case .bash: script + "\n" + bashLinks
        case .zsh: script + "\n" + zshLinks
        default: script
        }
    }

    private static var links: String { Denyut.allNames.sorted().joined(separator: " ") }

    /// Completes `queue-work …` as `denyut queue-work …`, with the denyut beside it.
    private static var bashLinks: String {
        """
        _denyut_link() {
            local program
            program="$(command -v -- "${COMP_WORDS[0]}")" || return
            program="$(dirname -- "${program}")/denyut"
            [[ -x "${program}" ]] || return
            local -r name="${COMP_WORDS[0]##*/}"
            COMP_LINE="${program} ${name}${COMP_LINE#"${COMP_WORDS[0]}"}"
            ((COMP_POINT += ${#program} + 1 + ${#name} - ${#COMP_WORDS[0]}))
            COMP_WORDS=("${program}" "${name}" "${COMP_WORDS[@]:1}")
            ((COMP_CWORD += 1))
            _denyut "${program}" "${2}" "${3}"
        }
        complete -o filenames -F _denyut_link \(links)
        """
    }

    private static var zshLinks: String {
        """
        _denyut_link() {
            local program="${commands[${words[1]}]:-${words[1]}}"
            program="${program:h}/denyut"
            [[ -x "${program}" ]] || return 1
            words=("${program}" "${words[1]:t}" "${(@)words[2,-1]}")
            ((CURRENT += 1))
            _denyut
        }
        compdef _denyut_link \(links)
        """
    }
}
