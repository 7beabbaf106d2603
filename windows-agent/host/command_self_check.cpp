#include <windows.h>

#include "host/commands.h"
#include "host/data_folder.h"
#include "host/files.h"
#include "host/places.h"
#include "host/provider_keys.h"
#include "host/registry.h"
#include "host/sealing.h"
#include "host/service_log.h"
#include "host/spill_codec.h"
#include "host/stamp_now.h"
#include "wire/json_reader.h"
#include "wire/json_writer.h"

namespace genkan::host {

namespace {

bool sealingWorks() {
  DpapiSealer sealer("Genkan self-test");
  const auto sealed = sealer.seal("proof");
  return sealed && *sealed != "proof" && sealer.unseal(*sealed) == std::string("proof") && !DpapiSealer("other").unseal(*sealed);
}

bool encryptionWorks() {
  std::string key(32, '\0');
  if (!fillRandom(key.data(), key.size())) return false;
  const std::string nonce(12, 'n');
  const auto sealed = encrypt(key, nonce, "about", "proof");
  return sealed && decrypt(key, nonce, "about", *sealed) == std::string("proof") && !decrypt(key, nonce, "other", *sealed);
}

bool diskWorks() {
  const std::wstring file = dataFile(L"self-test");
  const bool written = replaceFile(file, "proof") && appendFile(file, "s") && readFile(file, 100) == std::string("proofs");
  return removeFile(file) && written;
}

bool wireWorks() {
  const std::string text = "{\"v\":1,\"id\":\"\xE5\xAE\x88\",\"t\":\"x\"}";
  const auto read = wire::readFlatJson(text);
  const std::string frame = spillBegin("b", "1/1/0");
  return read && wire::writeFlatJson(*read) == text && !readSpill(frame).torn;
}

bool clocksWork() {
  const wire::Stamp now = stampNow();
  return now.utcMs > 1700000000000 && now.monotonicMs > 0;
}

// Every entry of the event log must be readable in both languages, also those that the provider writes.
bool eventTextsWork() {
  wchar_t inserted[] = L"proof";
  DWORD_PTR arguments[] = {reinterpret_cast<DWORD_PTR>(inserted)};
  const auto text = [&arguments](DWORD id, DWORD language) {
    wchar_t out[512];
    const DWORD length = FormatMessageW(FORMAT_MESSAGE_FROM_HMODULE | FORMAT_MESSAGE_ARGUMENT_ARRAY, GetModuleHandleW(nullptr), id, language, out, 512,
                                        reinterpret_cast<va_list*>(arguments));
    return std::wstring(out, length);
  };
  constexpr DWORD japanese = 0x0411;
  constexpr DWORD english = 0x0409;
  for (DWORD id = 1; id <= lastProviderEvent; id = id == lastHostEvent ? firstProviderEvent : id + 1) {
    const std::wstring inJapanese = text(id, japanese);
    const std::wstring inEnglish = text(id, english);
    const std::wstring end = L"\r\nproof\r\n";
    for (const std::wstring& each : {inJapanese, inEnglish}) {
      if (each.size() <= end.size() || each.compare(each.size() - end.size(), end.size(), end) != 0) return false;
    }
    if (inJapanese == inEnglish) return false;
  }
  return true;
}

bool folderIsSafe() { return !protectDataFolder(); }

struct Test {
  const char* name;
  bool (*run)();
};

constexpr Test tests[] = {
    {"wire", wireWorks},
    {"clocks", clocksWork},
    {"data folder", folderIsSafe},
    {"disk", diskWorks},
    {"sealing", sealingWorks},
    {"encryption", encryptionWorks},
    {"event texts", eventTextsWork},
};

}  // namespace

int selfTest(const Arguments&) {
  int failed = 0;
  for (const Test& test : tests) {
    const bool passed = test.run();
    if (!passed) ++failed;
    say(std::string(passed ? "ok " : "FAILED ") + test.name, 0);
  }
  return say(failed == 0 ? "self-test: passed" : "self-test: failed", failed == 0 ? 0 : 1);
}

}  // namespace genkan::host
