#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <linux/genetlink.h>
#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <linux/sockios.h>
#include <pcap.h>
/* Not all C libraries define these, which are the kernel's (linux/in6.h, linux/socket.h). */
#ifndef IPV6_HDRINCL
#define IPV6_HDRINCL 36
#endif
#ifndef SOL_NETLINK
#define SOL_NETLINK 270
#endif
/* musl declares the function, and not its constants (stdio_ext.h of glibc). */
#ifndef FSETLOCKING_BYCALLER
#define FSETLOCKING_BYCALLER 2
#endif
