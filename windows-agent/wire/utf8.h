// UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF.
#pragma once

#include <string>
#include <string_view>

namespace genkan::wire {

bool isUtf8(std::string_view bytes) noexcept;

// `codePoint` must be a scalar value (not a surrogate, at most U+10FFFF).
void appendUtf8(std::string& out, char32_t codePoint);

}  // namespace genkan::wire
