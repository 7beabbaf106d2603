// One logon screen: a provider, its tiles, the selected one.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/harness/fakes.h"

namespace genkan::harness {

// {7C1B5E0A-6F5D-4D0B-9C39-2B7A4B0E61A1} and …A2}.
inline constexpr CLSID providerClass = {0x7c1b5e0a, 0x6f5d, 0x4d0b, {0x9c, 0x39, 0x2b, 0x7a, 0x4b, 0x0e, 0x61, 0xa1}};
inline constexpr CLSID filterClass = {0x7c1b5e0a, 0x6f5d, 0x4d0b, {0x9c, 0x39, 0x2b, 0x7a, 0x4b, 0x0e, 0x61, 0xa2}};

// Where objects come from: the registered class, or a DLL named on the command line.
class Source final {
 public:
  explicit Source(std::wstring dll) : dll_(std::move(dll)) {}
  HRESULT create(REFCLSID classId, REFIID iid, void** out);
  // True when the DLL is gone from this process within the time.
  bool unload(DWORD withinMs);

 private:
  std::wstring dll_;
  HMODULE module_ = nullptr;
  std::wstring loadedPath_;
};

struct Submitted {
  HRESULT connect = S_OK;
  HRESULT serialization = S_OK;
  CREDENTIAL_PROVIDER_GET_SERIALIZATION_RESPONSE response = CPGSR_NO_CREDENTIAL_NOT_FINISHED;
  std::wstring text;
  CREDENTIAL_PROVIDER_STATUS_ICON icon = CPSI_NONE;
  double milliseconds = 0;
  double serializationMilliseconds = 0;
  std::vector<std::wstring> messages;
};

struct Reported {
  HRESULT result = S_OK;
  std::wstring text;
  CREDENTIAL_PROVIDER_STATUS_ICON icon = CPSI_NONE;
};

struct Blob {
  std::vector<BYTE> bytes;
  ULONG package = 0;
  GUID classId{};
};

class LogonUi final {
 public:
  explicit LogonUi(Source& source) : source_(source) {}
  ~LogonUi() { leave(); }

  HRESULT begin(CREDENTIAL_PROVIDER_USAGE_SCENARIO scenario);
  HRESULT giveUsers(FakeUsers* users);
  HRESULT giveRemote(const CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION& serialization) { return provider_->SetSerialization(&serialization); }
  HRESULT count(DWORD& tiles, DWORD& chosen, BOOL& automatic) { return provider_->GetCredentialCount(&tiles, &chosen, &automatic); }
  HRESULT describe(DWORD index, CREDENTIAL_PROVIDER_FIELD_DESCRIPTOR** out) { return provider_->GetFieldDescriptorAt(index, out); }
  // Draws the tile as LogonUI does before anybody clicks it: Advise, then every field. A person may type at once.
  HRESULT show(DWORD index);
  // SetSelected; a tile that is not the one shown is drawn first.
  HRESULT select(DWORD index, BOOL& automatic);
  HRESULT userSid(DWORD index, std::wstring& sid);
  HRESULT type(DWORD field, const std::wstring& text);
  HRESULT click(DWORD field) { return credential_->CommandLinkClicked(field); }
  Submitted submit(unsigned cancelAfterMs);
  Reported report(LONG status, LONG substatus);
  void deselect();
  void unadvise();
  // Gives everything back.
  void leave();
  bool waitForChange(DWORD withinMs);

  bool hasProvider() const { return provider_ != nullptr; }
  bool hasTile() const { return credential_ != nullptr; }
  FakeScreen& screen() { return screen_; }
  const Blob& blob() const { return blob_; }
  ICredentialProviderCredential* tile() { return credential_; }
  ULONG heldByProvider() const { return screen_.held() + events_.held(); }

 private:
  void draw();
  Source& source_;
  FakeProviderEvents events_;
  FakeScreen screen_;
  ICredentialProvider* provider_ = nullptr;
  ICredentialProviderCredential* credential_ = nullptr;
  // Tile that is drawn and that nobody has clicked yet.
  std::optional<DWORD> unclicked_;
  Blob blob_;
};

inline constexpr DWORD fieldCount = 16;

}  // namespace genkan::harness
