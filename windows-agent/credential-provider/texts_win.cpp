#include "credential-provider/texts_win.h"

#include "credential-provider/win_support.h"

namespace genkan::provider {

std::wstring load(logon::Text text, logon::Language language) {
  const WORD id = static_cast<WORD>(text);
  if (id == 0) return {};
  // LoadString takes the thread's language; the person's may be another.
  const WORD wanted = language == logon::Language::japanese ? MAKELANGID(LANG_JAPANESE, SUBLANG_JAPANESE_JAPAN) : MAKELANGID(LANG_ENGLISH, SUBLANG_ENGLISH_US);
  const HMODULE module = ownModule();
  // RT_STRING, whatever UNICODE says.
  const HRSRC found = FindResourceExW(module, MAKEINTRESOURCEW(6), MAKEINTRESOURCEW(id / 16 + 1), wanted);
  const HGLOBAL loaded = found == nullptr ? nullptr : LoadResource(module, found);
  const auto* at = static_cast<const wchar_t*>(loaded == nullptr ? nullptr : LockResource(loaded));
  if (at == nullptr) return {};
  // A block holds sixteen strings, each its length and its units.
  const wchar_t* const end = at + SizeofResource(module, found) / sizeof(wchar_t);
  for (int skip = id % 16; skip > 0 && at < end; --skip) at += 1 + *at;
  if (at >= end || at + 1 + *at > end) return {};
  return std::wstring(at + 1, *at);
}

logon::Language uiLanguage() noexcept {
  return PRIMARYLANGID(GetUserDefaultUILanguage()) == LANG_JAPANESE ? logon::Language::japanese : logon::Language::english;
}

}  // namespace genkan::provider
