// The script on stdin: one command a line, one line of JSON as its result.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/harness/logon_ui.h"
#include "wire/json_object.h"

namespace genkan::harness {

using Words = std::vector<std::string>;
using Result = wire::JsonObject;

class Script final {
 public:
  explicit Script(Source& source) : source_(source), ui_(source) {}
  // Runs one line. False for `quit`.
  bool run(const std::string& line);
  int failures() const { return failures_; }

 private:
  friend struct Commands;
  void print(const Result& result) const;

  Source& source_;
  LogonUi ui_;
  std::vector<std::unique_ptr<FakeUser>> users_;
  FakeUsers array_;
  Result last_;
  int failures_ = 0;
};

std::wstring toWide(const std::string& utf8);
std::string toUtf8(const std::wstring& wide);
std::string hexResult(HRESULT result);
// Index of a field by its name ("codeFirst"); -1 for none. "otp" is the place of the code that is shown.
int fieldIndex(const std::string& name, const FakeScreen& screen);
extern const char* const fieldNames[fieldCount];

// Structure that `blob` describes.
void describeBlob(const Blob& blob, Result& result);
// A remote credential as mstsc sends it.
std::vector<BYTE> packRemote(const std::wstring& qualifiedName, const std::wstring& password);
// Reads the modules of the picture on the tile back into rows of hex digits.
void describePicture(HBITMAP picture, unsigned modules, Result& result);

}  // namespace genkan::harness
