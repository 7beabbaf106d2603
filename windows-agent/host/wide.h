// UTF-8 and UTF-16.
#pragma once

#include <string>
#include <string_view>

namespace genkan::host {

std::wstring toWide(std::string_view utf8);
std::string toUtf8(std::wstring_view wide);
bool equalsIgnoringCase(std::wstring_view a, std::wstring_view b) noexcept;

}  // namespace genkan::host
