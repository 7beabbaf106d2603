// Whose files the service may trust: those of the machine itself. Pure.
#pragma once

#include <string_view>

namespace genkan::host {

// SYSTEM and the group of administrators. No person, not even one who is an administrator: a program that runs as him without
// his rights makes files that belong to him.
inline bool isTrustedOwner(std::string_view sid) noexcept { return sid == "S-1-5-18" || sid == "S-1-5-32-544"; }

}  // namespace genkan::host
