# Sizes and times, and what Windows' own logs say, to be laid beside the log of the administrators' console.

$trail = @(
    @{ Log = 'Microsoft-Windows-TerminalServices-LocalSessionManager/Operational'; Ids = @(21, 22, 23, 24, 25, 39, 40, 41, 42) },
    @{ Log = 'System'; Ids = @(1, 12, 13, 27, 41, 42, 107, 506, 507, 1074, 6005, 6006, 6008, 7001, 7002) },
    @{ Log = 'Security'; Ids = @(4616, 4624, 4634, 4647, 4778, 4779, 4800, 4801) }
)

Step '10.4' 'memory, handles and processor time of host and agent' {
    foreach ($id in @((Get-HostId), (Get-AgentId))) {
        if ($id -eq 0) { throw 'host or agent is not running' }
        $process = Get-Process -Id $id
        $megabytes = [Math]::Round($process.WorkingSet64 / 1MB, 1)
        Add-Note ($process.ProcessName + ': ' + $megabytes + ' MB, ' + $process.HandleCount + ' handles, ' + [Math]::Round($process.TotalProcessorTime.TotalSeconds, 1) + ' s since ' + $process.StartTime.ToString('o'))
        $limit = 120
        if ($process.ProcessName -eq 'genkan-host') { $limit = 20 }
        Confirm-That ($megabytes -le $limit) ($process.ProcessName + ' uses ' + $megabytes + ' MB, aim ' + $limit)
    }
}

Step '2.16' 'the service was running soon after the start of Windows' -Prepared {
    $boot = (Get-CimInstance -ClassName Win32_OperatingSystem).LastBootUpTime
    $process = Get-Process -Id (Get-HostId)
    Add-Note ('Windows started ' + $boot.ToString('o') + ', this host process ' + [Math]::Round(($process.StartTime - $boot).TotalSeconds, 1) + ' s later')
}

Step '8.1' 'events of the last day in Windows'' own logs' -Prepared {
    $since = (Get-Date).AddDays(-1)
    $found = @()
    foreach ($source in $trail) {
        $found += @(Get-WinEvent -FilterHashtable @{ LogName = $source.Log; Id = $source.Ids; StartTime = $since } -MaxEvents 5000 -ErrorAction SilentlyContinue |
            Select-Object TimeCreated, LogName, Id, @{ Name = 'Text'; Expression = { ([string] $_.Message -split "`r?`n")[0] } })
    }
    $path = Join-Path $Vm.ReportFolder 'windows-events.csv'
    $found | Sort-Object TimeCreated | Export-Csv -Path $path -NoTypeInformation -Encoding UTF8
    Add-Note ([string] $found.Count + ' events in ' + $path + '; lay them beside the log view: 8.1 to 8.11')
}

Step '8.8' 'fast start-up and kinds of sleep' -Prepared {
    Add-Note ('HiberbootEnabled=' + (Get-RegistryValue 'HKLM:\SYSTEM\CurrentControlSet\Control\Session Manager\Power' 'HiberbootEnabled'))
    Add-Note (Invoke-Program -File (Join-Path $env:SystemRoot 'System32\powercfg.exe') -Arguments @('/a')).Output
}

Step '8.5' 'what waits in the spill' -Prepared {
    $spill = Join-Path $GenkanData 'spill.bin'
    if (Test-Path -LiteralPath $spill) { Add-Note ('spill.bin ' + (Get-Item -LiteralPath $spill).Length + ' bytes') } else { Add-Note 'no spill' }
}

Step '10.6' 'what Defender did' -Prepared {
    $events = @(Get-WinEvent -FilterHashtable @{ LogName = 'Microsoft-Windows-Windows Defender/Operational'; Id = @(1006, 1007, 1015, 1116, 1117); StartTime = $Vm.Started.AddDays(-1) } -ErrorAction SilentlyContinue)
    Add-Note ([string] $events.Count + ' detections')
    foreach ($entry in ($events | Select-Object -First 10)) { Add-Note (([string] $entry.Message -split "`r?`n")[0]) }
}

Step '2.1' 'the host''s log, kept for the report' -Prepared {
    foreach ($log in @(Get-ChildItem -LiteralPath (Join-Path $GenkanData 'logs') -File -ErrorAction SilentlyContinue)) { Copy-Item -LiteralPath $log.FullName -Destination $Vm.ReportFolder }
}
