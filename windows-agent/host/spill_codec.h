// Bytes of the spill file: frames "GSP1" | length u32 LE | CRC-32 of the payload u32 LE | payload.
// A reader goes on behind damaged bytes at the next frame that is whole.
// A payload is `B <bootId> <begin stamp>` or `L <bootId> <numbered line>`. A later line of the same number wins.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "host/delivery.h"

namespace genkan::host {

std::string spillBegin(std::string_view bootId, std::string_view beginStamp);
std::string spillLine(std::string_view bootId, std::string_view line);
// Records as a whole file.
std::string spillAll(const std::vector<const BootRecord*>& records);

struct ReadSpill {
  std::vector<BootRecord> records;  // in the order in which the runs of Windows began
  std::size_t goodBytes = 0;        // up to the end of the last good frame
  std::size_t skippedBytes = 0;     // of them, what is damaged and lies before a good frame: no power cut does that
  bool torn = false;                // something lies behind the good bytes: a write that a power cut ended
  // More than one write can have left behind.
  bool damaged(std::size_t fileBytes) const noexcept;
  // Whether the file already holds the `B` frame of this run, so that lines may be appended to it.
  bool knows(std::string_view bootId) const noexcept;
};
ReadSpill readSpill(std::string_view bytes);

}  // namespace genkan::host
