// What Windows' answer to a logon means for the tile.
#pragma once

#include <cstdint>

#include "credential-provider/tile_texts.h"

namespace genkan::logon {

enum class LogonResult : unsigned char { success, wrongCredential, mustChange, other };

struct ReadStatus {
  LogonResult result;
  Text text;
};

// NTSTATUS values as Windows hands them to ReportResult.
ReadStatus readLogonStatus(std::int32_t status, std::int32_t substatus);

// Of a change of the password: the call to the package may succeed while the package refuses; then only the
// substatus says so.
ReadStatus readChangeStatus(std::int32_t status, std::int32_t substatus);

}  // namespace genkan::logon
