package io.jitpeers.netlink.testkit;

import io.jitpeers.linux.Errno;
import io.jitpeers.netlink.testkit.SetRequest.PeerChange;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PublicKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Executes one request to set a device: {@code wg_set_device} and {@code set_peer} of {@code
 * drivers/net/wireguard/netlink.c}. It stops at the first failure, and earlier changes remain.
 * Guarded by the kernel's lock.
 */
final class SetDevice {
  private static final Policy PEER =
      new Policy()
          .bytes(Uapi.WGPEER_A_PUBLIC_KEY, Uapi.WG_KEY_LEN, Uapi.WG_KEY_LEN)
          .bytes(Uapi.WGPEER_A_PRESHARED_KEY, Uapi.WG_KEY_LEN, Uapi.WG_KEY_LEN)
          .number(Uapi.WGPEER_A_FLAGS, Integer.BYTES)
          .bytes(Uapi.WGPEER_A_ENDPOINT, 16, 0xFFFF)
          .number(Uapi.WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL, Short.BYTES)
          .bytes(Uapi.WGPEER_A_LAST_HANDSHAKE_TIME, 16, 16)
          .number(Uapi.WGPEER_A_RX_BYTES, Long.BYTES)
          .number(Uapi.WGPEER_A_TX_BYTES, Long.BYTES)
          .nested(Uapi.WGPEER_A_ALLOWEDIPS)
          .number(Uapi.WGPEER_A_PROTOCOL_VERSION, Integer.BYTES);
  private static final Policy ALLOWED_IP =
      new Policy()
          .number(Uapi.WGALLOWEDIP_A_FAMILY, Short.BYTES)
          .bytes(Uapi.WGALLOWEDIP_A_IPADDR, 4, 0xFFFF)
          .number(Uapi.WGALLOWEDIP_A_CIDR_MASK, Byte.BYTES);

  private final DeviceState device;
  private final FakeNetlinkKernel kernel;
  private final List<PeerChange> changes = new ArrayList<>();

  SetDevice(DeviceState device, FakeNetlinkKernel kernel) {
    this.device = device;
    this.kernel = kernel;
  }

  /** Returns the requested changes of peers, up to the first failure. */
  List<PeerChange> changes() {
    return changes;
  }

  void apply(Map<Integer, ByteBuffer> attributes) throws KernelError {
    int flags = number(attributes.get(Uapi.WGDEVICE_A_FLAGS));
    if ((flags & ~Uapi.WGDEVICE_F_REPLACE_PEERS) != 0) {
      throw new KernelError(Errno.EOPNOTSUPP);
    }
    device.generation++;
    if (attributes.containsKey(Uapi.WGDEVICE_A_FWMARK)) {
      device.fwmark = number(attributes.get(Uapi.WGDEVICE_A_FWMARK));
    }
    ByteBuffer port = attributes.get(Uapi.WGDEVICE_A_LISTEN_PORT);
    if (port != null) {
      device.listenPort = Short.toUnsignedInt(port.getShort(0));
    }
    if ((flags & Uapi.WGDEVICE_F_REPLACE_PEERS) != 0) {
      device.removeAll();
    }
    ByteBuffer privateKey = attributes.get(Uapi.WGDEVICE_A_PRIVATE_KEY);
    if (privateKey != null) {
      device.setPrivateKey(bytes(privateKey));
    }
    ByteBuffer peers = attributes.get(Uapi.WGDEVICE_A_PEERS);
    if (peers != null) {
      for (Policy.Element element : Policy.list(peers)) {
        setPeer(element.parse(PEER));
      }
    }
  }

  private void setPeer(Map<Integer, ByteBuffer> peer) throws KernelError {
    ByteBuffer keyBytes = peer.get(Uapi.WGPEER_A_PUBLIC_KEY);
    if (keyBytes == null) {
      throw new KernelError(Errno.EINVAL);
    }
    PublicKey key = PublicKey.ofBytes(bytes(keyBytes));
    int flags = number(peer.get(Uapi.WGPEER_A_FLAGS));
    changes.add(change(key, flags, peer));
    if ((flags & ~Uapi.WGPEER_F_ALL) != 0) {
      throw new KernelError(Errno.EOPNOTSUPP);
    }
    if (peer.containsKey(Uapi.WGPEER_A_PROTOCOL_VERSION)
        && number(peer.get(Uapi.WGPEER_A_PROTOCOL_VERSION)) != 1) {
      throw new KernelError(Errno.EPFNOSUPPORT);
    }
    kernel.faults().checkSet(key);
    FakePeer found = findOrAdd(key, flags);
    if (found == null) {
      return;
    }
    if ((flags & Uapi.WGPEER_F_REMOVE_ME) != 0) {
      device.remove(found);
      return;
    }
    setAttributes(found, flags, peer);
  }

  /** Returns the peer, or null if there is nothing to do. */
  private @Nullable FakePeer findOrAdd(PublicKey key, int flags) throws KernelError {
    FakePeer found = device.peer(key);
    if (found != null) {
      return found;
    }
    boolean mayNotAdd = (flags & (Uapi.WGPEER_F_REMOVE_ME | Uapi.WGPEER_F_UPDATE_ONLY)) != 0;
    if (mayNotAdd || key.equals(device.publicKey)) {
      return null;
    }
    if (device.peerCount() >= kernel.maxPeers()) {
      throw new KernelError(Errno.ENOMEM);
    }
    return device.add(key);
  }

  private void setAttributes(FakePeer to, int flags, Map<Integer, ByteBuffer> peer)
      throws KernelError {
    ByteBuffer presharedKey = peer.get(Uapi.WGPEER_A_PRESHARED_KEY);
    if (presharedKey != null) {
      presharedKey.get(0, to.presharedKey);
    }
    ByteBuffer endpoint = peer.get(Uapi.WGPEER_A_ENDPOINT);
    if (endpoint != null) {
      var read = SockAddr.read(endpoint);
      to.endpoint = read == null ? to.endpoint : read;
    }
    if ((flags & Uapi.WGPEER_F_REPLACE_ALLOWEDIPS) != 0) {
      device.clearAllowedIps(to);
    }
    ByteBuffer allowedIps = peer.get(Uapi.WGPEER_A_ALLOWEDIPS);
    if (allowedIps != null) {
      for (Policy.Element element : Policy.list(allowedIps)) {
        IpPrefix prefix = allowedIp(element.parse(ALLOWED_IP));
        kernel.faults().checkAllowedIp(prefix);
        device.moveAllowedIp(prefix, to);
      }
    }
    ByteBuffer keepalive = peer.get(Uapi.WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL);
    if (keepalive != null) {
      boolean off = to.keepalive == 0;
      to.keepalive = Short.toUnsignedInt(keepalive.getShort(0));
      if (off && to.keepalive != 0) {
        device.sendKeepalive(to, kernel.time().wallTime());
      }
    }
  }

  private static IpPrefix allowedIp(Map<Integer, ByteBuffer> attributes) throws KernelError {
    ByteBuffer family = attributes.get(Uapi.WGALLOWEDIP_A_FAMILY);
    ByteBuffer address = attributes.get(Uapi.WGALLOWEDIP_A_IPADDR);
    ByteBuffer mask = attributes.get(Uapi.WGALLOWEDIP_A_CIDR_MASK);
    if (family == null || address == null || mask == null) {
      throw new KernelError(Errno.EINVAL);
    }
    int length = Byte.toUnsignedInt(mask.get(0));
    boolean ipv4 = family.getShort(0) == Uapi.AF_INET && address.remaining() == 4 && length <= 32;
    boolean ipv6 =
        family.getShort(0) == Uapi.AF_INET6 && address.remaining() == 16 && length <= 128;
    if (!ipv4 && !ipv6) {
      throw new KernelError(Errno.EINVAL);
    }
    return IpPrefix.masked(SockAddr.address(address.duplicate(), ipv4 ? 4 : 16, 0), length);
  }

  private static PeerChange change(PublicKey key, int flags, Map<Integer, ByteBuffer> peer) {
    ByteBuffer allowedIps = peer.get(Uapi.WGPEER_A_ALLOWEDIPS);
    return new PeerChange(
        key,
        (flags & Uapi.WGPEER_F_REMOVE_ME) != 0,
        (flags & Uapi.WGPEER_F_REPLACE_ALLOWEDIPS) != 0,
        (flags & Uapi.WGPEER_F_UPDATE_ONLY) != 0,
        allowedIps == null ? 0 : Policy.list(allowedIps).size());
  }

  private static int number(@Nullable ByteBuffer value) {
    return value == null ? 0 : value.getInt(0);
  }

  private static byte[] bytes(ByteBuffer value) {
    byte[] bytes = new byte[value.remaining()];
    value.get(0, bytes);
    return bytes;
  }
}
