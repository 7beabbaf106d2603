#include "tests/harness/script.h"

#include <cstdio>

#include "tests/harness/commands.h"
#include "wire/json_writer.h"
#include "wire/wipe.h"

namespace genkan::harness {

const char* const fieldNames[fieldCount] = {"logo", "label", "title", "notice", "qrImage", "qrKey", "userName", "codeFirst", "password", "codeSecond",
                                            "newPassword", "newPasswordAgain", "submit", "otherMethod", "startOver", "breakGlassCode"};

std::wstring toWide(const std::string& utf8) {
  const int size = MultiByteToWideChar(CP_UTF8, 0, utf8.data(), static_cast<int>(utf8.size()), nullptr, 0);
  std::wstring wide(static_cast<std::size_t>(size), L'\0');
  MultiByteToWideChar(CP_UTF8, 0, utf8.data(), static_cast<int>(utf8.size()), wide.data(), size);
  return wide;
}

std::string toUtf8(const std::wstring& wide) {
  const int size = WideCharToMultiByte(CP_UTF8, 0, wide.data(), static_cast<int>(wide.size()), nullptr, 0, nullptr, nullptr);
  std::string utf8(static_cast<std::size_t>(size), '\0');
  WideCharToMultiByte(CP_UTF8, 0, wide.data(), static_cast<int>(wide.size()), utf8.data(), size, nullptr, nullptr);
  return utf8;
}

std::string hexResult(HRESULT result) {
  char text[16];
  std::snprintf(text, sizeof text, "%08lx", static_cast<unsigned long>(result));
  return text;
}

int fieldIndex(const std::string& name, const FakeScreen& screen) {
  if (name == "otp") {
    const auto second = screen.fields.find(9);
    return second != screen.fields.end() && second->second.state != CPFS_HIDDEN ? 9 : 7;
  }
  for (DWORD index = 0; index < fieldCount; ++index) {
    if (name == fieldNames[index]) return static_cast<int>(index);
  }
  return -1;
}

void Script::print(const Result& result) const {
  std::string line = wire::writeFlatJson(result) + "\n";
  std::fwrite(line.data(), 1, line.size(), stdout);
  std::fflush(stdout);
  wire::wipe(line);
}

bool Script::run(const std::string& line) {
  Words words;
  for (std::size_t at = 0; at < line.size();) {
    std::size_t end = line.find(' ', at);
    if (end == std::string::npos) end = line.size();
    if (end > at) words.push_back(line.substr(at, end - at));
    at = end + 1;
  }
  if (words.empty() || words[0][0] == '#') return true;
  if (words[0] == "quit") return false;
  // The rest of the line after two words: texts keep their spaces.
  std::string rest;
  if (words.size() > 2) rest = line.substr(line.find(words[1], words[0].size() + 1) + words[1].size() + 1);
  Result result;
  result.add("command", wire::JsonValue(words[0]));
  const bool known = runCommand(*this, words, rest, result);
  if (!known) {
    result.set("error", "unknown command or wrong use");
    ++failures_;
  }
  print(result);
  if (words[0] != "expect") last_ = std::move(result);
  for (std::string& word : words) wire::wipe(word);
  wire::wipe(rest);
  return true;
}

}  // namespace genkan::harness
