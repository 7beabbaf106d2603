# Upgrade and repair: settings and enrolment stay, nothing is left over.

function Get-KeptSettings {
    $text = [IO.File]::ReadAllText((Join-Path $GenkanData 'agent.json'))
    return New-Object PSObject -Property @{
        Settings  = $text
        Database  = (Test-Path -LiteralPath (Join-Path $GenkanData 'agent.sqlite'))
        SafeMode  = (Get-RegistryValue ($AuthenticationKey + '\Credential Providers') 'ProhibitFallbacks')
        Feature   = (Get-RegistryValue $GenkanKey 'AuthenticationFeature')
        Version   = [string] (Get-RegistryValue $GenkanKey 'Version')
        Dll       = [string] (Get-RegistryValue $GenkanKey 'ProviderDll')
    }
}

# Silent and without any value: everything must be remembered.
function Invoke-SetupAgain {
    param([string] $Setup)
    $run = Invoke-Program -File $Setup -Arguments @('/S') -Seconds 300
    Confirm-That ($run.ExitCode -eq 0) ('exit code ' + $run.ExitCode)
    Confirm-That ((Wait-Until { (Get-AgentId) -ne 0 } 60) -ge 0) 'no agent within 60 s'
}

if ($null -eq (Get-GenkanService)) { throw 'Genkan is not installed' }

Step '11.3' 'repair: the same version again brings back a lost file and lost keys, and keeps the settings' {
    if ($Vm.Setup -eq '') { Skip-Step 'no -Setup' }
    $before = Get-KeptSettings
    Remove-Item -LiteralPath (Join-Path $GenkanProgram 'LICENSE.txt') -ErrorAction SilentlyContinue
    if ($before.Feature -eq 1) { Remove-Item -LiteralPath $FilterKey -ErrorAction SilentlyContinue }
    Invoke-SetupAgain $Vm.Setup
    $after = Get-KeptSettings
    Confirm-That (Test-Path -LiteralPath (Join-Path $GenkanProgram 'LICENSE.txt')) 'the lost file is still lost'
    Confirm-That ($before.Feature -ne 1 -or (Test-Path -LiteralPath $FilterKey)) 'the lost key is still lost'
    Confirm-That ($after.Settings -eq $before.Settings) 'agent.json changed'
    Confirm-That ($after.Feature -eq $before.Feature) 'the authentication feature changed'
    Confirm-That $after.Database 'the database is gone'
}

Step '11.1' 'upgrade while the DLL is loaded: new DLL registered, settings kept, no restart needed' {
    if ($Vm.NewerSetup -eq '') { Skip-Step 'no -NewerSetup' }
    $before = Get-KeptSettings
    # A process that keeps the old DLL open, as the logon screen of another session does.
    $holder = $null
    if ($before.Dll -ne '') {
        $code = 'Add-Type -Name Native -Namespace Genkan -MemberDefinition ''[DllImport("kernel32.dll", CharSet = CharSet.Unicode)] public static extern IntPtr LoadLibraryW(string name);''; ' +
            '[void] [Genkan.Native]::LoadLibraryW(''' + $before.Dll.Replace("'", "''") + '''); Start-Sleep -Seconds 600'
        $encoded = [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($code))
        $holder = Start-Process -FilePath (Join-Path $env:SystemRoot 'System32\WindowsPowerShell\v1.0\powershell.exe') -ArgumentList ('-NoProfile -NonInteractive -EncodedCommand ' + $encoded) -PassThru -WindowStyle Hidden
        $name = [IO.Path]::GetFileName($before.Dll)
        $loaded = Wait-Until { @(Get-Process -Id $holder.Id -ErrorAction SilentlyContinue | ForEach-Object { $_.Modules } | Where-Object { $_.ModuleName -eq $name }).Count -gt 0 } 60
        if ($loaded -lt 0) { Add-Note 'the old DLL could not be kept open' }
    }
    try { Invoke-SetupAgain $Vm.NewerSetup }
    finally { if ($null -ne $holder -and -not $holder.HasExited) { $holder.Kill() } }
    $after = Get-KeptSettings
    Add-Note ($before.Version + ' -> ' + $after.Version)
    Confirm-That ($after.Version -ne $before.Version) 'the version did not change'
    Confirm-That ($after.Settings -eq $before.Settings) 'agent.json changed'
    Confirm-That ($after.Feature -eq $before.Feature) 'the authentication feature changed'
    if ($before.Feature -eq 1) {
        Confirm-That ($after.Dll -ne $before.Dll) 'the DLL was not flipped'
        Confirm-That (Test-Path -LiteralPath $after.Dll) 'the registered DLL does not exist'
        Confirm-That ($after.Dll -eq [string] (Get-RegistryValue ($ProviderClassKey + '\InprocServer32') '')) 'the class names another DLL'
        $pending = @(Get-RegistryValue 'HKLM:\SYSTEM\CurrentControlSet\Control\Session Manager' 'PendingFileRenameOperations')
        if (Test-Path -LiteralPath $before.Dll) { Confirm-That (($pending -join '|').IndexOf($before.Dll, [StringComparison]::OrdinalIgnoreCase) -ge 0) 'the old DLL stays for ever' }
    }
}

Step '9.2' 'after an upgrade the crash counter is 0 and the self-test is of the new version' {
    if ((Get-RegistryValue $GenkanKey 'AuthenticationFeature') -ne 1) { Skip-Step 'the authentication feature is not installed' }
    $count = Get-RegistryValue $GenkanGuardKey 'CrashCount'
    Confirm-That ($null -eq $count -or $count -eq 0) ('crash counter ' + $count)
    Confirm-That ((Get-RegistryValue $GenkanGuardKey 'SelfTestPassed') -eq 1) 'self-test not passed'
    Confirm-That ([string] (Get-RegistryValue $GenkanGuardKey 'SelfTestVersion') -eq [string] (Get-RegistryValue $GenkanKey 'Version')) 'self-test of another version'
}
