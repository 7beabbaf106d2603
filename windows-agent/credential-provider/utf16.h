// UTF-16 of Windows to UTF-8 of the pipe and back.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "credential-provider/secret.h"

namespace genkan::logon {

// Nullopt for a lone surrogate. One allocation, so that a secret can be wiped by its owner.
std::optional<std::string> toUtf8(std::u16string_view text);

// Nullopt for what is not UTF-8.
std::optional<std::u16string> toUtf16(std::string_view text);
std::optional<Secret> toSecret(std::string_view text);

}  // namespace genkan::logon
