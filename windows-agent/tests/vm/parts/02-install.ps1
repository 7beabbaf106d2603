# Silent installation: refused when something is missing, whole when nothing is, with and without the authentication feature.

# The token goes by a file that only administrators can read.
function New-TokenFile {
    $path = Join-Path $Vm.ReportFolder 'enrolment-token.txt'
    [IO.File]::WriteAllText($path, '')
    $icacls = Invoke-Program -File (Join-Path $env:SystemRoot 'System32\icacls.exe') -Arguments @($path, '/inheritance:r', '/grant', '*S-1-5-18:F', '*S-1-5-32-544:F')
    if ($icacls.ExitCode -ne 0) { throw 'could not close the token file' }
    [IO.File]::WriteAllText($path, (Get-PlainText $Vm.EnrolmentToken))
    return $path
}

function Install-Genkan {
    param([string] $Setup, [int] $Authentication)
    $arguments = @('/S', ('/SERVER=' + $Vm.Server), ('/AUTH=' + $Authentication))
    if ($Vm.CaFile -ne '') { $arguments += '/CAFILE=' + $Vm.CaFile }
    $tokenFile = New-TokenFile
    $arguments += '/ENROLMENTTOKENFILE=' + $tokenFile
    try { return Invoke-Program -File $Setup -Arguments $arguments -Seconds 300 }
    finally { Remove-Item -LiteralPath $tokenFile -ErrorAction SilentlyContinue }
}

# The uninstaller copies itself and returns at once.
function Uninstall-Genkan {
    [void] (Invoke-Program -File $GenkanUninstaller -Arguments @('/S') -Seconds 180)
    return Wait-Until { ($null -eq (Get-GenkanService)) -and -not (Test-Path -LiteralPath $GenkanProgram) } 180
}

if ($Vm.Setup -eq '') { throw 'say -Setup' }
if ($Vm.Server -notlike 'https://*') { throw 'say -Server https://...' }
if ($null -eq $Vm.EnrolmentToken) { throw 'say -EnrolmentToken (Read-Host -AsSecureString)' }
if (-not (Test-Path -LiteralPath $Vm.Setup)) { throw ('no such file: ' + $Vm.Setup) }

Step '1.4' 'silent without a server: exit code 2 and nothing installed' {
    if ($null -ne (Get-GenkanService)) { Skip-Step 'Genkan is installed already' }
    $run = Invoke-Program -File $Vm.Setup -Arguments @('/S') -Seconds 120
    Confirm-That ($run.ExitCode -eq 2) ('exit code ' + $run.ExitCode)
    Confirm-That ($null -eq (Get-GenkanService)) 'a service was made'
    Confirm-That (-not (Test-Path -LiteralPath $GenkanHostExe)) 'files were left'
    Confirm-That (-not (Test-Path -LiteralPath $FilterKey)) 'a filter was registered'
}

Step '1.6' 'silent without the authentication feature: service, but neither provider nor filter' {
    if ($null -ne (Get-GenkanService)) { Skip-Step 'Genkan is installed already' }
    $run = Install-Genkan -Setup $Vm.Setup -Authentication 0
    Confirm-That ($run.ExitCode -eq 0) ('exit code ' + $run.ExitCode)
    Confirm-That ((Wait-Until { (Get-AgentId) -ne 0 } 60) -ge 0) 'no agent within 60 s'
    foreach ($key in @($ProviderKey, $FilterKey, $ProviderClassKey, $FilterClassKey)) {
        Confirm-That (-not (Test-Path -LiteralPath $key)) ('there is ' + $key)
    }
    Confirm-That ((Uninstall-Genkan) -ge 0) 'could not be removed again'
}

Step '1.5' 'silent with the authentication feature: everything is there and runs' {
    $run = Install-Genkan -Setup $Vm.Setup -Authentication 1
    Confirm-That ($run.ExitCode -eq 0) ('exit code ' + $run.ExitCode)
    $seconds = Wait-Until { (Get-AgentId) -ne 0 } 60
    Confirm-That ($seconds -ge 0) 'no agent within 60 s'
    Add-Note ('agent after ' + $seconds + ' s')
    foreach ($name in @('genkan-host.exe', 'genkan-agent.exe', 'genkan-console.exe', 'uninstall.exe', 'recovery-ja.html', 'recovery-en.html', 'LICENSE.txt', 'THIRD-PARTY.txt')) {
        Confirm-That (Test-Path -LiteralPath (Join-Path $GenkanProgram $name)) ('missing: ' + $name)
    }
    foreach ($key in @($ProviderKey, $FilterKey, $ProviderClassKey, $FilterClassKey)) {
        Confirm-That (Test-Path -LiteralPath $key) ('missing: ' + $key)
    }
    Confirm-That ((Get-RegistryValue $GenkanGuardKey 'Enforce') -ne 1) 'enforcement is on from the start'
    Confirm-That ((Get-RegistryValue $GenkanGuardKey 'SelfTestPassed') -eq 1) 'the self-test did not pass'
    Confirm-That ([Diagnostics.EventLog]::SourceExists($GenkanSource)) 'no event source'
}

Step '1.5' 'the token file is used and deleted' {
    $token = Join-Path $GenkanData 'enrolment-token'
    Confirm-That ((Wait-Until { -not (Test-Path -LiteralPath $token) } 120) -ge 0) 'still there after 120 s: is the server reachable?'
}

Step '1.7' 'what Settings shows' -Prepared {
    foreach ($key in @(Get-ChildItem -LiteralPath 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall')) {
        if ([string] $key.GetValue('DisplayName') -like 'Genkan*') {
            foreach ($name in @('DisplayName', 'DisplayVersion', 'Publisher', 'EstimatedSize', 'UninstallString')) { Add-Note ($name + '=' + [string] $key.GetValue($name)) }
        }
    }
}

Step '1.10' 'the enrolment token is nowhere to be read' {
    $token = Get-PlainText $Vm.EnrolmentToken
    foreach ($folder in @($Vm.ReportFolder, $GenkanData, $GenkanProgram, $env:TEMP, (Join-Path $env:SystemRoot 'Temp'))) {
        foreach ($file in @(Get-ChildItem -LiteralPath $folder -Recurse -Force -File -ErrorAction SilentlyContinue)) {
            # Where it waits until the server can be reached; a step of its own watches that.
            if ($file.Name -eq 'enrolment-token') { continue }
            Confirm-That (-not (Test-FileHolds $file.FullName $token)) ('in ' + $file.FullName)
        }
    }
    foreach ($log in @('Application', 'System')) {
        $events = @(Get-WinEvent -FilterHashtable @{ LogName = $log; StartTime = $Vm.Started } -ErrorAction SilentlyContinue)
        foreach ($entry in $events) { Confirm-That (-not $entry.ToXml().Contains($token)) ('in the event log ' + $log) }
    }
    foreach ($root in @($GenkanKey, 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall', ('HKLM:\SYSTEM\CurrentControlSet\Services\' + $GenkanService))) {
        foreach ($key in @(Get-Item -LiteralPath $root) + @(Get-ChildItem -LiteralPath $root -Recurse)) {
            foreach ($name in $key.GetValueNames()) {
                Confirm-That (-not ([string] $key.GetValue($name)).Contains($token)) ('in ' + $key.Name)
            }
        }
    }
}
