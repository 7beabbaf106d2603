#include "host/stamp_now.h"

#include <windows.h>

namespace genkan::host {

namespace {

// 100 ns steps from 1601 to 1970.
constexpr std::int64_t epochDifference = 116444736000000000;

std::int64_t stepsOf(const FILETIME& time) noexcept {
  return static_cast<std::int64_t>((static_cast<std::uint64_t>(time.dwHighDateTime) << 32) | time.dwLowDateTime);
}

int offsetMinutesAt(const FILETIME& utc) noexcept {
  SYSTEMTIME utcParts;
  SYSTEMTIME localParts;
  FILETIME local;
  if (!FileTimeToSystemTime(&utc, &utcParts) || !SystemTimeToTzSpecificLocalTime(nullptr, &utcParts, &localParts)) return 0;
  FILETIME utcAgain;
  if (!SystemTimeToFileTime(&localParts, &local) || !SystemTimeToFileTime(&utcParts, &utcAgain)) return 0;
  return static_cast<int>((stepsOf(local) - stepsOf(utcAgain)) / 600000000);
}

}  // namespace

wire::Stamp stampNow() noexcept {
  FILETIME utc;
  GetSystemTimeAsFileTime(&utc);
  wire::Stamp stamp;
  stamp.utcMs = (stepsOf(utc) - epochDifference) / 10000;
  stamp.monotonicMs = monotonicNow();
  stamp.utcOffsetMinutes = offsetMinutesAt(utc);
  return stamp;
}

std::int64_t monotonicNow() noexcept { return static_cast<std::int64_t>(GetTickCount64()); }

}  // namespace genkan::host
