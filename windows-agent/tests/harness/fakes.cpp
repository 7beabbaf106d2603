#include "tests/harness/fakes.h"

namespace genkan::harness {
namespace {

HRESULT copyOut(const std::wstring& text, LPWSTR* out) {
  auto* copy = static_cast<wchar_t*>(CoTaskMemAlloc((text.size() + 1) * sizeof(wchar_t)));
  if (copy == nullptr) return E_OUTOFMEMORY;
  text.copy(copy, text.size());
  copy[text.size()] = L'\0';
  *out = copy;
  return S_OK;
}

template <typename Interface, typename Object>
HRESULT queryOne(Object* object, REFIID iid, void** out) {
  *out = nullptr;
  if (iid != __uuidof(IUnknown) && iid != __uuidof(Interface)) return E_NOINTERFACE;
  object->AddRef();
  *out = static_cast<Interface*>(object);
  return S_OK;
}

constexpr DWORD changeContext = 4711;

}  // namespace

HRESULT FakeUser::QueryInterface(REFIID iid, void** out) noexcept { return queryOne<ICredentialProviderUser>(this, iid, out); }
HRESULT FakeUser::GetSid(LPWSTR* out) noexcept { return copyOut(sid_, out); }
HRESULT FakeUser::GetProviderID(GUID* out) noexcept {
  *out = Identity_LocalUserProvider;
  return S_OK;
}
HRESULT FakeUser::GetStringValue(REFPROPERTYKEY key, LPWSTR* out) noexcept {
  // Of the two properties that the provider asks for, the qualified name is {da520e51-…}.
  return copyOut(key.fmtid.Data1 == 0xda520e51 ? L"GENKAN-PC\\" + name_ : name_, out);
}

HRESULT FakeUsers::QueryInterface(REFIID iid, void** out) noexcept { return queryOne<ICredentialProviderUserArray>(this, iid, out); }
HRESULT FakeUsers::GetAccountOptions(CREDENTIAL_PROVIDER_ACCOUNT_OPTIONS* out) noexcept {
  *out = CPAO_NONE;
  return S_OK;
}
HRESULT FakeUsers::GetCount(DWORD* out) noexcept {
  *out = static_cast<DWORD>(users.size());
  return fails ? E_FAIL : S_OK;
}
HRESULT FakeUsers::GetAt(DWORD index, ICredentialProviderUser** out) noexcept {
  *out = nullptr;
  if (index >= users.size()) return E_INVALIDARG;
  users[index]->AddRef();
  *out = users[index];
  return S_OK;
}

HRESULT FakeProviderEvents::QueryInterface(REFIID iid, void** out) noexcept { return queryOne<ICredentialProviderEvents>(this, iid, out); }
HRESULT FakeProviderEvents::CredentialsChanged(UINT_PTR context) noexcept {
  if (context == changeContext) SetEvent(changed);
  return S_OK;
}

HRESULT FakeScreen::QueryInterface(REFIID iid, void** out) noexcept {
  if (iid == __uuidof(ICredentialProviderCredentialEvents)) return queryOne<ICredentialProviderCredentialEvents>(this, iid, out);
  return queryOne<ICredentialProviderCredentialEvents2>(this, iid, out);
}
HRESULT FakeScreen::SetFieldState(ICredentialProviderCredential*, DWORD index, CREDENTIAL_PROVIDER_FIELD_STATE state) noexcept {
  fields[index].state = state;
  return S_OK;
}
HRESULT FakeScreen::SetFieldInteractiveState(ICredentialProviderCredential*, DWORD index, CREDENTIAL_PROVIDER_FIELD_INTERACTIVE_STATE state) noexcept {
  if (state == CPFIS_FOCUSED) {
    for (auto& field : fields) field.second.interactive = CPFIS_NONE;
  }
  fields[index].interactive = state;
  return S_OK;
}
HRESULT FakeScreen::SetFieldString(ICredentialProviderCredential*, DWORD index, LPCWSTR text) noexcept {
  if (crashes) TerminateProcess(GetCurrentProcess(), 5);
  fields[index].text = text == nullptr ? L"" : text;
  return S_OK;
}
HRESULT FakeScreen::SetFieldBitmap(ICredentialProviderCredential*, DWORD, HBITMAP bitmap) noexcept {
  if (picture != nullptr) DeleteObject(picture);
  picture = bitmap;
  return S_OK;
}
HRESULT FakeScreen::SetFieldSubmitButton(ICredentialProviderCredential*, DWORD, DWORD adjacentTo) noexcept {
  submitNextTo = adjacentTo;
  return S_OK;
}

HRESULT FakeQuery::QueryInterface(REFIID iid, void** out) noexcept { return queryOne<IQueryContinueWithStatus>(this, iid, out); }
HRESULT FakeQuery::QueryContinue() noexcept { return cancelAt != 0 && GetTickCount64() >= cancelAt ? S_FALSE : S_OK; }
HRESULT FakeQuery::SetStatusMessage(LPCWSTR text) noexcept {
  messages.emplace_back(text == nullptr ? L"" : text);
  return S_OK;
}

}  // namespace genkan::harness
