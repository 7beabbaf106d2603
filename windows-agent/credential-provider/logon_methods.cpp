#include "credential-provider/logon_methods.h"

#include <array>

namespace genkan::logon {
namespace {

constexpr std::array<std::string_view, 5> words = {"password", "otp", "password+otp", "otp+password", "break-glass"};

std::optional<Alternative> parseAlternative(std::string_view word) {
  for (std::size_t at = 0; at < words.size(); ++at) {
    if (words[at] == word) return static_cast<Alternative>(at);
  }
  return std::nullopt;
}

}  // namespace

std::string_view wordOf(Alternative alternative) { return words[static_cast<std::size_t>(alternative)]; }

std::optional<std::vector<Alternative>> parseAlternatives(std::string_view text) {
  std::vector<Alternative> found;
  while (!text.empty()) {
    const std::size_t space = text.find(' ');
    const std::optional<Alternative> one = parseAlternative(text.substr(0, space));
    // A word that this DLL does not know must not make the tile offer less than the policy demands.
    if (!one || found.size() == words.size()) return std::nullopt;
    found.push_back(*one);
    if (space == std::string_view::npos) break;
    text.remove_prefix(space + 1);
    if (text.empty()) return std::nullopt;
  }
  return found;
}

}  // namespace genkan::logon
