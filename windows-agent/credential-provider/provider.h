// The provider: one instance per logon screen.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "credential-provider/credential.h"
#include "credential-provider/serialize.h"
#include "credential-provider/watch.h"

namespace genkan::provider {

class Provider final : private CountsInModule, public ICredentialProvider, public ICredentialProviderSetUserArray {
 public:
  Provider() : link_(std::make_shared<ProviderLink>()) {}

  STDMETHODIMP QueryInterface(REFIID iid, void** out) noexcept override;
  STDMETHODIMP_(ULONG) AddRef() noexcept override;
  STDMETHODIMP_(ULONG) Release() noexcept override;

  STDMETHODIMP SetUsageScenario(CREDENTIAL_PROVIDER_USAGE_SCENARIO scenario, DWORD flags) noexcept override;
  STDMETHODIMP SetSerialization(const CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION* serialization) noexcept override;
  STDMETHODIMP Advise(ICredentialProviderEvents* events, UINT_PTR context) noexcept override;
  STDMETHODIMP UnAdvise() noexcept override;
  STDMETHODIMP GetFieldDescriptorCount(DWORD* count) noexcept override;
  STDMETHODIMP GetFieldDescriptorAt(DWORD index, CREDENTIAL_PROVIDER_FIELD_DESCRIPTOR** out) noexcept override;
  STDMETHODIMP GetCredentialCount(DWORD* count, DWORD* defaultIndex, BOOL* autoLogon) noexcept override;
  STDMETHODIMP GetCredentialAt(DWORD index, ICredentialProviderCredential** out) noexcept override;
  STDMETHODIMP SetUserArray(ICredentialProviderUserArray* users) noexcept override;

 private:
  ~Provider();
  void buildTiles();
  void addTile(logon::TileAccount account, bool enumerated);
  void placeRemote();
  void stopWatching() noexcept;
  DWORD chooseDefault(BOOL* autoLogon);

  std::atomic<ULONG> references_{1};
  CREDENTIAL_PROVIDER_USAGE_SCENARIO scenario_ = CPUS_INVALID;
  std::shared_ptr<ProviderLink> link_;
  std::vector<logon::TileAccount> users_;
  std::vector<ComPointer<Credential>> tiles_;
  std::optional<RemoteLogon> remote_;
  std::optional<std::size_t> remoteTile_;
  std::shared_ptr<Watch> watch_;
};

}  // namespace genkan::provider
