#include "host/boot_record.h"

#include <windows.h>
#include <bcrypt.h>

#include <cstdio>

#include "host/places.h"
#include "host/security.h"
#include "host/stamp_now.h"
#include "host/wide.h"

namespace genkan::host {

namespace {

// A random UUID, version 4.
std::string newUuid() {
  unsigned char b[16];
  if (BCryptGenRandom(nullptr, b, sizeof b, BCRYPT_USE_SYSTEM_PREFERRED_RNG) != 0) {
    // Only uniqueness matters here, not secrecy.
    const wire::Stamp now = stampNow();
    for (int i = 0; i < 8; ++i) b[i] = static_cast<unsigned char>(now.utcMs >> (8 * i));
    for (int i = 0; i < 8; ++i) b[8 + i] = static_cast<unsigned char>((now.monotonicMs ^ (static_cast<std::int64_t>(GetCurrentProcessId()) << 32)) >> (8 * i));
  }
  b[6] = static_cast<unsigned char>((b[6] & 0x0F) | 0x40);
  b[8] = static_cast<unsigned char>((b[8] & 0x3F) | 0x80);
  char text[37];
  std::snprintf(text, sizeof text, "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7],
                b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]);
  return text;
}

}  // namespace

ThisBoot::ThisBoot() : key_(RegistryKey::create(bootKey, nullptr, true)) {
  const auto id = key_.text(L"BootId");
  const auto begin = key_.text(L"Begin");
  if (id && begin && id->size() == 36) {
    id_ = toUtf8(*id);
    beginStamp_ = toUtf8(*begin);
    lastNumber_ = key_.qword(L"LastNumber").value_or(0);
    return;
  }
  isNew_ = true;
  id_ = newUuid();
  beginStamp_ = wire::stampWord(stampNow());
  key_.setText(L"BootId", toWide(id_));
  key_.setText(L"Begin", toWide(beginStamp_));
  key_.setQword(L"LastNumber", 0);
}

void ThisBoot::numberGiven(std::uint64_t number) {
  if (number <= lastNumber_) return;
  lastNumber_ = number;
  key_.setQword(L"LastNumber", number);
}

}  // namespace genkan::host
