// Writer of one flat JSON object, byte for byte as JSON.stringify writes it.
#pragma once

#include <string>
#include <string_view>

#include "wire/json_object.h"

namespace genkan::wire {

// Strings must be UTF-8; what is not is written as U+FFFD, so that the result is always JSON. May hold secrets: wipe it.
std::string writeFlatJson(const JsonObject& object);

void appendJsonString(std::string& out, std::string_view text);

}  // namespace genkan::wire
