# Removal with enforcement on leaves nothing, least of all a filter.

if ($null -eq (Get-GenkanService)) { throw 'Genkan is not installed' }

Step '11.6' 'silent removal with enforcement on: the filter goes, then everything' {
    Set-GuardNumber 'Enforce' 1
    $since = Get-Date
    $run = Invoke-Program -File $GenkanUninstaller -Arguments @('/S') -Seconds 180
    Add-Note ('exit code ' + $run.ExitCode)
    # The uninstaller copies itself and returns at once.
    $filter = Wait-Until { -not (Test-Path -LiteralPath $FilterKey) } 60
    Confirm-That ($filter -ge 0) 'the filter is still there after 60 s'
    $rest = Wait-Until { ($null -eq (Get-GenkanService)) -and -not (Test-Path -LiteralPath $GenkanData) } 180
    Confirm-That ($rest -ge 0) 'service or data are still there after 180 s'
    Add-Note ('filter gone after ' + $filter + ' s, the rest after ' + $rest + ' s more')
    $events = @(Get-WinEvent -FilterHashtable @{ LogName = 'Application'; ProviderName = $GenkanSource; StartTime = $since } -ErrorAction SilentlyContinue)
    foreach ($entry in $events) { Add-Note ([string] $entry.Id + ' ' + $entry.Message) }
}

Step '11.7' 'no file, key, service, source, start menu entry or task is left' {
    [void] (Wait-Until { -not (Test-Path -LiteralPath $GenkanProgram) } 30)
    if (Test-Path -LiteralPath $GenkanProgram) {
        $pending = (@(Get-RegistryValue 'HKLM:\SYSTEM\CurrentControlSet\Control\Session Manager' 'PendingFileRenameOperations') -join '|')
        foreach ($file in @(Get-ChildItem -LiteralPath $GenkanProgram -Recurse -Force -File)) {
            Confirm-That ($pending.IndexOf($file.FullName, [StringComparison]::OrdinalIgnoreCase) -ge 0) ('left for ever: ' + $file.FullName)
        }
    }
    foreach ($key in @($GenkanKey, $ProviderKey, $FilterKey, $ProviderClassKey, $FilterClassKey,
            ('HKLM:\SYSTEM\CurrentControlSet\Services\' + $GenkanService), ('HKLM:\SYSTEM\CurrentControlSet\Services\EventLog\Application\' + $GenkanSource),
            ('HKLM:\SYSTEM\CurrentControlSet\Control\SafeBoot\Minimal\' + $GenkanService), ('HKLM:\SYSTEM\CurrentControlSet\Control\SafeBoot\Network\' + $GenkanService))) {
        Confirm-That (-not (Test-Path -LiteralPath $key)) ('left: ' + $key)
    }
    Confirm-That ($null -eq (Get-GenkanService)) 'the service is left'
    Confirm-That (-not (Test-Path -LiteralPath $GenkanData)) ('left: ' + $GenkanData)
    foreach ($key in @(Get-ChildItem -LiteralPath 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall')) {
        Confirm-That ([string] $key.GetValue('DisplayName') -notlike 'Genkan*') ('left in Settings: ' + $key.PSChildName)
    }
    $menu = Join-Path $env:ProgramData 'Microsoft\Windows\Start Menu\Programs'
    Confirm-That (@(Get-ChildItem -LiteralPath $menu -Recurse -Force | Where-Object { $_.Name -like 'Genkan*' }).Count -eq 0) 'left in the start menu'
    Confirm-That (@(Get-ScheduledTask | Where-Object { $_.TaskName -like 'Genkan*' }).Count -eq 0) 'a scheduled task is left'
    Confirm-That ((Get-RegistryValue ($AuthenticationKey + '\Credential Providers') 'ProhibitFallbacks') -ne 1) 'ProhibitFallbacks is left'
}

Step '11.6' 'restart now, by hand: the system''s tiles must be there' -Prepared {
    Add-Note 'the script does not restart the machine'
}
