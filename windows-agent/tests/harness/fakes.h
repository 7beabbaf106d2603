// What LogonUI hands to a provider.
#pragma once

#include <atomic>
#include <map>
#include <string>
#include <vector>

#include "credential-provider/credprov_abi.h"

namespace genkan::harness {

// Objects of the harness live as long as it needs them; the provider's references are only counted.
class Counted {
 public:
  ULONG add() { return ++references_; }
  ULONG release() { return --references_; }
  ULONG held() const { return references_; }

 private:
  std::atomic<ULONG> references_{0};
};

class FakeUser final : public ICredentialProviderUser {
 public:
  FakeUser(std::wstring sid, std::wstring name) : sid_(std::move(sid)), name_(std::move(name)) {}
  STDMETHODIMP QueryInterface(REFIID iid, void** out) noexcept override;
  STDMETHODIMP_(ULONG) AddRef() noexcept override { return count_.add(); }
  STDMETHODIMP_(ULONG) Release() noexcept override { return count_.release(); }
  STDMETHODIMP GetSid(LPWSTR* out) noexcept override;
  STDMETHODIMP GetProviderID(GUID* out) noexcept override;
  STDMETHODIMP GetStringValue(REFPROPERTYKEY key, LPWSTR* out) noexcept override;
  STDMETHODIMP GetValue(REFPROPERTYKEY, PROPVARIANT*) noexcept override { return E_NOTIMPL; }

 private:
  Counted count_;
  std::wstring sid_;
  std::wstring name_;
};

class FakeUsers final : public ICredentialProviderUserArray {
 public:
  std::vector<FakeUser*> users;
  bool fails = false;
  STDMETHODIMP QueryInterface(REFIID iid, void** out) noexcept override;
  STDMETHODIMP_(ULONG) AddRef() noexcept override { return count_.add(); }
  STDMETHODIMP_(ULONG) Release() noexcept override { return count_.release(); }
  STDMETHODIMP SetProviderFilter(REFGUID) noexcept override { return S_OK; }
  STDMETHODIMP GetAccountOptions(CREDENTIAL_PROVIDER_ACCOUNT_OPTIONS* out) noexcept override;
  STDMETHODIMP GetCount(DWORD* out) noexcept override;
  STDMETHODIMP GetAt(DWORD index, ICredentialProviderUser** out) noexcept override;

 private:
  Counted count_;
};

class FakeProviderEvents final : public ICredentialProviderEvents {
 public:
  FakeProviderEvents() : changed(CreateEventW(nullptr, TRUE, FALSE, nullptr)) {}
  STDMETHODIMP QueryInterface(REFIID iid, void** out) noexcept override;
  STDMETHODIMP_(ULONG) AddRef() noexcept override { return count_.add(); }
  STDMETHODIMP_(ULONG) Release() noexcept override { return count_.release(); }
  STDMETHODIMP CredentialsChanged(UINT_PTR context) noexcept override;
  ULONG held() const { return count_.held(); }
  HANDLE changed;

 private:
  Counted count_;
};

// The screen itself: holds what the tile last said.
class FakeScreen final : public ICredentialProviderCredentialEvents2 {
 public:
  struct Shown {
    CREDENTIAL_PROVIDER_FIELD_STATE state = CPFS_HIDDEN;
    CREDENTIAL_PROVIDER_FIELD_INTERACTIVE_STATE interactive = CPFIS_NONE;
    std::wstring text;
  };
  std::map<DWORD, Shown> fields;
  DWORD submitNextTo = 0;
  HBITMAP picture = nullptr;
  // The next text that the tile sets ends this process inside the provider's call, as a bug of ours would.
  bool crashes = false;

  STDMETHODIMP QueryInterface(REFIID iid, void** out) noexcept override;
  STDMETHODIMP_(ULONG) AddRef() noexcept override { return count_.add(); }
  STDMETHODIMP_(ULONG) Release() noexcept override { return count_.release(); }
  STDMETHODIMP SetFieldState(ICredentialProviderCredential*, DWORD index, CREDENTIAL_PROVIDER_FIELD_STATE state) noexcept override;
  STDMETHODIMP SetFieldInteractiveState(ICredentialProviderCredential*, DWORD index, CREDENTIAL_PROVIDER_FIELD_INTERACTIVE_STATE state) noexcept override;
  STDMETHODIMP SetFieldString(ICredentialProviderCredential*, DWORD index, LPCWSTR text) noexcept override;
  STDMETHODIMP SetFieldCheckbox(ICredentialProviderCredential*, DWORD, BOOL, LPCWSTR) noexcept override { return S_OK; }
  STDMETHODIMP SetFieldBitmap(ICredentialProviderCredential*, DWORD index, HBITMAP bitmap) noexcept override;
  STDMETHODIMP SetFieldComboBoxSelectedItem(ICredentialProviderCredential*, DWORD, DWORD) noexcept override { return S_OK; }
  STDMETHODIMP DeleteFieldComboBoxItem(ICredentialProviderCredential*, DWORD, DWORD) noexcept override { return S_OK; }
  STDMETHODIMP AppendFieldComboBoxItem(ICredentialProviderCredential*, DWORD, LPCWSTR) noexcept override { return S_OK; }
  STDMETHODIMP SetFieldSubmitButton(ICredentialProviderCredential*, DWORD, DWORD adjacentTo) noexcept override;
  STDMETHODIMP OnCreatingWindow(HWND*) noexcept override { return E_NOTIMPL; }
  STDMETHODIMP BeginFieldUpdates() noexcept override { return S_OK; }
  STDMETHODIMP EndFieldUpdates() noexcept override { return S_OK; }
  STDMETHODIMP SetFieldOptions(ICredentialProviderCredential*, DWORD, CREDENTIAL_PROVIDER_CREDENTIAL_FIELD_OPTIONS) noexcept override { return S_OK; }
  ULONG held() const { return count_.held(); }

 private:
  Counted count_;
};

// The progress line of Connect and its cancel button.
class FakeQuery final : public IQueryContinueWithStatus {
 public:
  std::vector<std::wstring> messages;
  // Pressed after so many milliseconds; 0: never.
  unsigned long long cancelAt = 0;
  STDMETHODIMP QueryInterface(REFIID iid, void** out) noexcept override;
  STDMETHODIMP_(ULONG) AddRef() noexcept override { return count_.add(); }
  STDMETHODIMP_(ULONG) Release() noexcept override { return count_.release(); }
  STDMETHODIMP QueryContinue() noexcept override;
  STDMETHODIMP SetStatusMessage(LPCWSTR text) noexcept override;

 private:
  Counted count_;
};

}  // namespace genkan::harness
