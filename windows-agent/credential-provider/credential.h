// One tile, as LogonUI sees it. All thinking is in logon::Tile; this class carries calls in and changes out.
#pragma once

#include <memory>
#include <string>

#include "credential-provider/com_support.h"
#include "credential-provider/credprov_abi.h"
#include "credential-provider/pipe_broker.h"
#include "credential-provider/prepared_work.h"
#include "credential-provider/provider_link.h"
#include "credential-provider/sign_in.h"
#include "credential-provider/tile_changes.h"
#include "credential-provider/windows_machine.h"

namespace genkan::provider {

struct CredentialSetup {
  logon::TileAccount account;
  bool enumerated = false;  // its SID is one of those that LogonUI gave us
  CREDENTIAL_PROVIDER_USAGE_SCENARIO scenario = CPUS_LOGON;
  std::shared_ptr<ProviderLink> link;
};

class Credential final : private CountsInModule,
                         public ICredentialProviderCredential2,
                         public IConnectableCredentialProviderCredential,
                         public ICredentialProviderCredentialWithFieldOptions {
 public:
  explicit Credential(CredentialSetup setup);

  STDMETHODIMP QueryInterface(REFIID iid, void** out) noexcept override;
  STDMETHODIMP_(ULONG) AddRef() noexcept override;
  STDMETHODIMP_(ULONG) Release() noexcept override;

  STDMETHODIMP Advise(ICredentialProviderCredentialEvents* events) noexcept override;
  STDMETHODIMP UnAdvise() noexcept override;
  STDMETHODIMP SetSelected(BOOL* autoLogon) noexcept override;
  STDMETHODIMP SetDeselected() noexcept override;
  STDMETHODIMP GetFieldState(DWORD index, CREDENTIAL_PROVIDER_FIELD_STATE* state, CREDENTIAL_PROVIDER_FIELD_INTERACTIVE_STATE* interactive) noexcept override;
  STDMETHODIMP GetStringValue(DWORD index, LPWSTR* out) noexcept override;
  STDMETHODIMP GetBitmapValue(DWORD index, HBITMAP* out) noexcept override;
  STDMETHODIMP GetCheckboxValue(DWORD, BOOL*, LPWSTR*) noexcept override { return E_NOTIMPL; }
  STDMETHODIMP GetSubmitButtonValue(DWORD index, DWORD* adjacentTo) noexcept override;
  STDMETHODIMP GetComboBoxValueCount(DWORD, DWORD*, DWORD*) noexcept override { return E_NOTIMPL; }
  STDMETHODIMP GetComboBoxValueAt(DWORD, DWORD, LPWSTR*) noexcept override { return E_NOTIMPL; }
  STDMETHODIMP SetStringValue(DWORD index, LPCWSTR text) noexcept override;
  STDMETHODIMP SetCheckboxValue(DWORD, BOOL) noexcept override { return E_NOTIMPL; }
  STDMETHODIMP SetComboBoxSelectedValue(DWORD, DWORD) noexcept override { return E_NOTIMPL; }
  STDMETHODIMP CommandLinkClicked(DWORD index) noexcept override;
  STDMETHODIMP GetSerialization(CREDENTIAL_PROVIDER_GET_SERIALIZATION_RESPONSE* response, CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION* serialization,
                                LPWSTR* text, CREDENTIAL_PROVIDER_STATUS_ICON* icon) noexcept override;
  STDMETHODIMP ReportResult(LONG status, LONG substatus, LPWSTR* text, CREDENTIAL_PROVIDER_STATUS_ICON* icon) noexcept override;
  STDMETHODIMP GetUserSid(LPWSTR* sid) noexcept override;
  STDMETHODIMP Connect(IQueryContinueWithStatus* query) noexcept override;
  STDMETHODIMP Disconnect() noexcept override;
  STDMETHODIMP GetFieldOptions(DWORD index, CREDENTIAL_PROVIDER_CREDENTIAL_FIELD_OPTIONS* options) noexcept override;

  // For the provider and its worker thread. True when LogonUI has to look again.
  bool learn(const logon::Methods& methods);
  bool learnAway(bool starting);
  void forgetStale();
  // LogonUI has left the provider.
  void forgetAll();
  // Drawing the tile anew would take away what a person is typing or waits for.
  bool isBusy();
  void holdRemotePassword(logon::Secret password);
  bool submitsItself();
  const std::string& watchedSid() const noexcept { return setup_.account.sid; }

 private:
  // COM objects are ended by Release alone; not virtual, a slot more would shift the interface.
  ~Credential();

  class Waiter;
  // LogonUI knows us by this interface.
  ICredentialProviderCredential* self() noexcept { return static_cast<ICredentialProviderCredential2*>(this); }
  logon::Milliseconds now() { return machine_.now(); }
  // What LogonUI has to hear, taken while the lock is held.
  struct News {
    ComPointer<ICredentialProviderCredentialEvents> events;
    logon::TileView view;
    std::vector<logon::Change> changes;
    logon::Language language = logon::Language::japanese;
  };
  News takeNews();
  // Only from LogonUI's own calls, never from a worker thread, and never with the lock held: LogonUI may wait for
  // another thread of its own that is about to call us.
  void tell(const News& news);
  void tell(const News& news, logon::Change change);
  // Of a registration; both are secrets, whoever asked wipes them.
  HBITMAP qrPicture() const;
  std::wstring keyText() const;
  void work(IQueryContinueWithStatus* query, logon::Task first, std::optional<logon::Milliseconds> budget);
  logon::Task beginWork();
  HRESULT packLogon(CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION* out);
  HRESULT packChange(CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION* out);
  HRESULT giveStatus(logon::Status status, LPWSTR* text, CREDENTIAL_PROVIDER_STATUS_ICON* icon) const;
  void leaveTile();

  std::atomic<ULONG> references_{1};
  const CredentialSetup setup_;
  CriticalSection lock_;
  logon::Tile tile_;
  PipeBroker broker_;
  WindowsMachine machine_;
  logon::SignIn signIn_;
  ComPointer<ICredentialProviderCredentialEvents> events_;
  logon::TileView shown_;
  logon::PreparedWork prepared_;
  // While Connect or GetSerialization works on the tile, outside the lock, nobody else touches it.
  bool connecting_ = false;
  bool leaveAfterConnect_ = false;
  std::atomic<bool> gone_{false};
};

}  // namespace genkan::provider
