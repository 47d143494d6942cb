const page = (text, link) => ({ text, link })

// Each page of docs stands here once, which a test checks.
export const sidebar = [
  {
    text: 'Tutorials',
    items: [
      page('A gateway in ten minutes', '/tutorials/gateway'),
      page('Embed it', '/tutorials/embed'),
      page('Write a plug-in', '/tutorials/plug-in'),
      page('A control plane in your framework', '/tutorials/control-plane')
    ]
  },
  {
    text: 'How to',
    items: [
      page('Run the gateway program', '/gateway'),
      page('Install Debian packages', '/debian'),
      page('Run a container', '/container'),
      page('Use Spring Boot', '/spring-boot'),
      page('Package an application', '/packaging'),
      page('Run on a Linux kernel', '/linux'),
      page('Sniff with NFQUEUE', '/nfqueue'),
      page('Sniff with libpcap', '/pcap'),
      page('Wake peers from the private side', '/outbound'),
      page('Run several gateways', '/fleet'),
      page('Run the reference control plane', '/control-plane'),
      page("Find out why a peer can't connect", '/explain'),
      page('Watch it: status, alerts', '/status'),
      page('Alerts and the dashboard', '/alerts'),
      page('Trace and record', '/tracing'),
      page('Choose an idle threshold', '/simulate')
    ]
  },
  {
    text: 'Reference',
    items: [
      page('Settings', '/settings'),
      page('All settings', '/reference/settings'),
      page('HTTP source', '/http-settings'),
      page('HTTP API', '/http-api'),
      page('Commands', '/reference/commands'),
      page('Events', '/reference/events'),
      page('Outcomes, causes, stages', '/reference/labels'),
      page('Meters', '/reference/meters'),
      page('Plug-ins', '/plug-ins'),
      page('Versions', '/versioning')
    ]
  },
  {
    text: 'Explanation',
    items: [
      page('Architecture', '/architecture'),
      page('First packets', '/first-packet'),
      page('Clocks and replays', '/clocks'),
      page('Reliability', '/reliability'),
      page('Performance', '/performance'),
      page('How far it goes', '/scale'),
      page('Decisions', '/decisions')
    ]
  },
  {
    text: 'Working on it',
    collapsed: true,
    items: [
      page('Tests', '/testing'),
      page('Kernel tests', '/kernel-tests'),
      page('Mutations', '/mutations'),
      page('Releasing', '/releasing')
    ]
  }
]
