package io.jitpeers.netlink.internal.wireguard;

/**
 * Constants of {@code linux/wireguard.h}. The names are those of the header file, without a leading
 * {@code WG_}.
 */
final class WireGuard {
  static final String GENL_NAME = "wireguard";
  static final int GENL_VERSION = 1;
  static final int KEY_LEN = 32;

  static final int CMD_GET_DEVICE = 0;
  static final int CMD_SET_DEVICE = 1;

  static final int WGDEVICE_A_IFINDEX = 1;
  static final int WGDEVICE_A_IFNAME = 2;
  static final int WGDEVICE_A_PRIVATE_KEY = 3;
  static final int WGDEVICE_A_PUBLIC_KEY = 4;
  static final int WGDEVICE_A_LISTEN_PORT = 6;
  static final int WGDEVICE_A_PEERS = 8;

  static final int WGPEER_A_PUBLIC_KEY = 1;
  static final int WGPEER_A_PRESHARED_KEY = 2;
  static final int WGPEER_A_FLAGS = 3;
  static final int WGPEER_A_ENDPOINT = 4;
  static final int WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL = 5;
  static final int WGPEER_A_LAST_HANDSHAKE_TIME = 6;
  static final int WGPEER_A_RX_BYTES = 7;
  static final int WGPEER_A_TX_BYTES = 8;
  static final int WGPEER_A_ALLOWEDIPS = 9;

  static final int WGPEER_F_REMOVE_ME = 1;
  static final int WGPEER_F_REPLACE_ALLOWEDIPS = 2;
  static final int WGPEER_F_UPDATE_ONLY = 4;

  static final int WGALLOWEDIP_A_FAMILY = 1;
  static final int WGALLOWEDIP_A_IPADDR = 2;
  static final int WGALLOWEDIP_A_CIDR_MASK = 3;

  private WireGuard() {}
}
