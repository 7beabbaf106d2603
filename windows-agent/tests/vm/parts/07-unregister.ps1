# An administrator takes our keys away: nobody may be locked out by it, and a repair brings them back.

Step '7.14' 'without the filter key nothing is hidden, without the provider key nothing hangs, and the service goes on' {
    if (-not (Test-Path -LiteralPath $FilterKey)) { Skip-Step 'the authentication feature is not installed' }
    Remove-Item -LiteralPath $FilterKey
    Remove-Item -LiteralPath $ProviderKey
    Confirm-That ((Get-GenkanService).State -eq 'Running') 'the service stopped'
    $status = Invoke-Program -File $GenkanHostExe -Arguments @('status')
    Confirm-That ($status.ExitCode -eq 0) 'no status'
    Add-Note $status.Output
}

Step '7.14' 'registered again by the host''s command, filter and provider both' {
    $dll = [string] (Get-RegistryValue $GenkanKey 'ProviderDll')
    if ($dll -eq '') { Skip-Step 'the authentication feature is not installed' }
    $run = Invoke-Program -File $GenkanHostExe -Arguments @('register-provider', $dll) -Seconds 120
    Confirm-That ($run.ExitCode -eq 0) ($run.Output + ' ' + $run.Error)
    Confirm-That (Test-Path -LiteralPath $FilterKey) 'no filter key'
    Confirm-That (Test-Path -LiteralPath $ProviderKey) 'no provider key'
}

Step '7.14' 'a DLL that is none is refused, and the old one stays registered' {
    $before = [string] (Get-RegistryValue $GenkanKey 'ProviderDll')
    if ($before -eq '') { Skip-Step 'the authentication feature is not installed' }
    $run = Invoke-Program -File $GenkanHostExe -Arguments @('register-provider', (Join-Path $env:SystemRoot 'System32\version.dll')) -Seconds 120
    Confirm-That ($run.ExitCode -ne 0) 'a foreign DLL was registered'
    Confirm-That ($before -eq [string] (Get-RegistryValue $GenkanKey 'ProviderDll')) 'the DLL was flipped'
    Confirm-That ($before -eq [string] (Get-RegistryValue ($ProviderClassKey + '\InprocServer32') '')) 'the class names another DLL'
}
