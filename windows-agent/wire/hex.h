// Lower-case hexadecimal, as the lines between host and agent carry bytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace genkan::wire {

std::string toHex(std::string_view bytes);

// Lower case only, an even number of digits.
std::optional<std::string> fromHex(std::string_view text);

}  // namespace genkan::wire
