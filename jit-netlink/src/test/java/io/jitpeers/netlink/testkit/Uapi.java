package io.jitpeers.netlink.testkit;

/**
 * Constants of {@code linux/wireguard.h}, {@code linux/genetlink.h}, {@code linux/rtnetlink.h} and
 * {@code linux/if_link.h}, under their names there. They are independent of the code under test, so
 * that a wrong number there is found.
 */
final class Uapi {
  static final int WG_CMD_GET_DEVICE = 0;
  static final int WG_CMD_SET_DEVICE = 1;
  static final int WG_KEY_LEN = 32;

  static final int WGDEVICE_A_IFINDEX = 1;
  static final int WGDEVICE_A_IFNAME = 2;
  static final int WGDEVICE_A_PRIVATE_KEY = 3;
  static final int WGDEVICE_A_PUBLIC_KEY = 4;
  static final int WGDEVICE_A_FLAGS = 5;
  static final int WGDEVICE_A_LISTEN_PORT = 6;
  static final int WGDEVICE_A_FWMARK = 7;
  static final int WGDEVICE_A_PEERS = 8;
  static final int WGDEVICE_F_REPLACE_PEERS = 1;

  static final int WGPEER_A_PUBLIC_KEY = 1;
  static final int WGPEER_A_PRESHARED_KEY = 2;
  static final int WGPEER_A_FLAGS = 3;
  static final int WGPEER_A_ENDPOINT = 4;
  static final int WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL = 5;
  static final int WGPEER_A_LAST_HANDSHAKE_TIME = 6;
  static final int WGPEER_A_RX_BYTES = 7;
  static final int WGPEER_A_TX_BYTES = 8;
  static final int WGPEER_A_ALLOWEDIPS = 9;
  static final int WGPEER_A_PROTOCOL_VERSION = 10;
  static final int WGPEER_F_REMOVE_ME = 1;
  static final int WGPEER_F_REPLACE_ALLOWEDIPS = 2;
  static final int WGPEER_F_UPDATE_ONLY = 4;
  static final int WGPEER_F_ALL = 7;

  static final int WGALLOWEDIP_A_FAMILY = 1;
  static final int WGALLOWEDIP_A_IPADDR = 2;
  static final int WGALLOWEDIP_A_CIDR_MASK = 3;

  static final int CTRL_CMD_NEWFAMILY = 1;
  static final int CTRL_ATTR_FAMILY_ID = 1;
  static final int CTRL_ATTR_FAMILY_NAME = 2;
  static final int CTRL_ATTR_VERSION = 3;
  static final int CTRL_ATTR_HDRSIZE = 4;
  static final int CTRL_ATTR_MAXATTR = 5;

  static final int RTM_NEWLINK = 16;
  static final int RTM_DELLINK = 17;
  static final int RTM_GETLINK = 18;
  static final int RTMGRP_LINK = 1;
  static final int IFLA_IFNAME = 3;
  static final int IFLA_MTU = 4;
  static final int IFLA_LINKINFO = 18;
  static final int IFLA_INFO_KIND = 1;
  static final int IFF_UP = 1;

  static final int AF_INET = 2;
  static final int AF_INET6 = 10;

  static final int EBADR = 53;

  private Uapi() {}
}
