// Strict reader of one flat JSON object.
#pragma once

#include <optional>
#include <string_view>

#include "wire/json_object.h"

namespace genkan::wire {

// Refused, beside what JSON itself refuses: nesting, null, fractions, exponents, integers that are not safe,
// "-0", the same key twice, \u0000 (it would end a Windows string early), lone surrogates, bad UTF-8,
// more than 64 fields, more than 64 KiB, anything but white space after the object. Total: never throws but for want of memory.
std::optional<JsonObject> readFlatJson(std::string_view text);

}  // namespace genkan::wire
