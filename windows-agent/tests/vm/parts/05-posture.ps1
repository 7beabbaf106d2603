# How this machine stands towards the ways round the code. Reads only; Set-VmStage.ps1 changes what a step by hand needs.

Step '7.4' 'automatic restart sign-on' -Prepared {
    Add-Note ('DisableAutomaticRestartSignOn=' + (Get-RegistryValue 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System' 'DisableAutomaticRestartSignOn'))
}

Step '7.5' 'automatic logon' -Prepared {
    $winlogon = 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon'
    Add-Note ('AutoAdminLogon=' + (Get-RegistryValue $winlogon 'AutoAdminLogon') + ', a password lies in the registry: ' + ($null -ne (Get-RegistryValue $winlogon 'DefaultPassword')))
}

Step '7.1' 'other providers and filters, and providers excluded by policy' -Prepared {
    foreach ($kind in @('Credential Providers', 'Credential Provider Filters')) {
        foreach ($key in @(Get-ChildItem -LiteralPath ($AuthenticationKey + '\' + $kind))) { Add-Note ($kind + ' ' + $key.PSChildName + ' ' + [string] $key.GetValue('')) }
    }
    Add-Note ('ExcludedCredentialProviders=' + (Get-RegistryValue 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System' 'ExcludedCredentialProviders'))
}

Step '6.12' 'safe mode' -Prepared {
    Add-Note ('ProhibitFallbacks=' + (Get-RegistryValue ($AuthenticationKey + '\Credential Providers') 'ProhibitFallbacks'))
    foreach ($mode in @('Minimal', 'Network')) {
        $key = 'HKLM:\SYSTEM\CurrentControlSet\Control\SafeBoot\' + $mode + '\' + $GenkanService
        Add-Note ($mode + ' registered: ' + (Test-Path -LiteralPath $key))
    }
}

Step '6.12' 'safe-mode registration can be switched on and off' {
    $on = Invoke-Program -File $GenkanHostExe -Arguments @('safe-mode', 'on')
    Confirm-That ($on.ExitCode -eq 0) ('on: ' + $on.Output + ' ' + $on.Error)
    foreach ($mode in @('Minimal', 'Network')) {
        $key = 'HKLM:\SYSTEM\CurrentControlSet\Control\SafeBoot\' + $mode + '\' + $GenkanService
        Confirm-That (Test-Path -LiteralPath $key) ('not registered for ' + $mode)
    }
    Confirm-That ((Get-RegistryValue ($AuthenticationKey + '\Credential Providers') 'ProhibitFallbacks') -eq 1) 'ProhibitFallbacks is not 1'
    $off = Invoke-Program -File $GenkanHostExe -Arguments @('safe-mode', 'off')
    Confirm-That ($off.ExitCode -eq 0) ('off: ' + $off.Output + ' ' + $off.Error)
    foreach ($mode in @('Minimal', 'Network')) {
        $key = 'HKLM:\SYSTEM\CurrentControlSet\Control\SafeBoot\' + $mode + '\' + $GenkanService
        Confirm-That (-not (Test-Path -LiteralPath $key)) ('still registered for ' + $mode)
    }
    Confirm-That ((Get-RegistryValue ($AuthenticationKey + '\Credential Providers') 'ProhibitFallbacks') -ne 1) 'ProhibitFallbacks is still 1'
}

Step '6.4' 'remote desktop' -Prepared {
    $server = 'HKLM:\SYSTEM\CurrentControlSet\Control\Terminal Server'
    Add-Note ('fDenyTSConnections=' + (Get-RegistryValue $server 'fDenyTSConnections'))
    Add-Note ('UserAuthentication (NLA)=' + (Get-RegistryValue ($server + '\WinStations\RDP-Tcp') 'UserAuthentication'))
    Add-Note ('fDisableAutoReconnect=' + (Get-RegistryValue 'HKLM:\SOFTWARE\Policies\Microsoft\Windows NT\Terminal Services' 'fDisableAutoReconnect'))
    Add-Note ('DisableRestrictedAdmin=' + (Get-RegistryValue 'HKLM:\SYSTEM\CurrentControlSet\Control\Lsa' 'DisableRestrictedAdmin'))
}

Step '10.8' 'LSA protection and virtualisation-based security' -Prepared {
    Add-Note ('RunAsPPL=' + (Get-RegistryValue 'HKLM:\SYSTEM\CurrentControlSet\Control\Lsa' 'RunAsPPL'))
    $guard = Get-CimInstance -Namespace 'root\Microsoft\Windows\DeviceGuard' -ClassName Win32_DeviceGuard -ErrorAction SilentlyContinue
    if ($null -ne $guard) { Add-Note ('security services running: ' + ($guard.SecurityServicesRunning -join ', ')) }
}

Step '10.1' 'TPM and Secure Boot' -Prepared {
    $tpm = Get-CimInstance -Namespace 'root\cimv2\Security\MicrosoftTpm' -ClassName Win32_Tpm -ErrorAction SilentlyContinue
    if ($null -eq $tpm) { Add-Note 'no TPM' } else { Add-Note ('TPM ' + $tpm.SpecVersion) }
    try { Add-Note ('Secure Boot: ' + (Confirm-SecureBootUEFI)) } catch { Add-Note ('Secure Boot: ' + $_.Exception.Message) }
}

Step '10.2' 'BitLocker' -Prepared {
    $volumes = @(Get-CimInstance -Namespace 'root\cimv2\Security\MicrosoftVolumeEncryption' -ClassName Win32_EncryptableVolume -ErrorAction SilentlyContinue)
    foreach ($volume in $volumes) { Add-Note ([string] $volume.DriveLetter + ' protection ' + $volume.ProtectionStatus) }
    if ($volumes.Count -eq 0) { Add-Note 'not available' }
}

Step '7.16' 'the state as the host sees it' -Prepared {
    $status = Invoke-Program -File $GenkanHostExe -Arguments @('status')
    Add-Note $status.Output
    Add-Note 'now set the clock back by hand (network out, automatic time off) and log on with a code that was used'
}
