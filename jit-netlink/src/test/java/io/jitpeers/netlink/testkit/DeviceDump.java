package io.jitpeers.netlink.testkit;

import io.jitpeers.linux.netlink.Netlink;
import io.jitpeers.linux.testkit.ReplyBuilder;
import io.jitpeers.wireguard.IpPrefix;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A running dump of a device: {@code wg_get_device_dump} and {@code get_peer} of {@code
 * drivers/net/wireguard/netlink.c}, including the way in which they continue after changes. Guarded
 * by the kernel's lock.
 */
final class DeviceDump {
  private final DeviceState device;
  private final int family;
  private final int sequence;
  private final int portId;
  private final boolean interrupted;
  private int datagrams;
  private boolean done;
  private @Nullable KernelError error;
  private int previousGeneration;
  // The last peer that was sent completely.
  private @Nullable FakePeer cursor;
  // The allowed IP at which the peer after the cursor continues; -1 if that peer was not begun.
  private int nextAllowedIp = -1;
  private long allowedIpsSequence;

  DeviceDump(DeviceState device, int family, int sequence, int portId, boolean interrupted) {
    this.device = device;
    this.family = family;
    this.sequence = sequence;
    this.portId = portId;
    this.interrupted = interrupted;
  }

  /**
   * Writes the next datagram.
   *
   * @param faults may end the dump
   * @return whether the dump has ended
   */
  boolean next(ReplyBuilder out, KernelFaults faults) {
    if (!done) {
      try {
        done = faults.takeDumpEnd(datagrams) ? writeEmpty(out) : writeMessage(out);
      } catch (KernelError e) {
        done = true;
        error = e;
      }
      datagrams++;
    }
    // If the last message left no room for the end of the dump, the end gets its own datagram.
    return done && writeDone(out);
  }

  private void begin(ReplyBuilder out) {
    boolean changed = previousGeneration != 0 && device.generation != previousGeneration;
    previousGeneration = device.generation;
    int flags = Netlink.NLM_F_MULTI | (changed || interrupted ? Netlink.NLM_F_DUMP_INTR : 0);
    out.message(family, flags, sequence, portId).generic(Uapi.WG_CMD_GET_DEVICE);
  }

  private boolean writeEmpty(ReplyBuilder out) {
    begin(out);
    return true;
  }

  private boolean writeMessage(ReplyBuilder out) {
    begin(out);
    if (cursor == null) {
      writeDevice(out);
    }
    if (device.first() == null || (cursor != null && cursor.dead)) {
      return true;
    }
    int peers = out.beginNested(Uapi.WGDEVICE_A_PEERS);
    FakePeer peer = cursor == null ? device.first() : cursor.next;
    while (peer != null && writePeer(out, peer)) {
      cursor = peer;
      peer = peer.next;
    }
    out.endNested(peers);
    return peer == null;
  }

  private void writeDevice(ReplyBuilder out) {
    out.putU16(Uapi.WGDEVICE_A_LISTEN_PORT, device.listenPort)
        .putU32(Uapi.WGDEVICE_A_FWMARK, device.fwmark)
        .putU32(Uapi.WGDEVICE_A_IFINDEX, device.index)
        .putText(Uapi.WGDEVICE_A_IFNAME, device.name);
    if (device.publicKey != null) {
      out.put(Uapi.WGDEVICE_A_PRIVATE_KEY, device.privateKey)
          .put(Uapi.WGDEVICE_A_PUBLIC_KEY, device.publicKey.toBytes());
    }
  }

  /** Writes a peer, or as much of it as fits; returns false if something is left. */
  private boolean writePeer(ReplyBuilder out, FakePeer peer) {
    int start = out.mark();
    try {
      out.beginNested(0);
      out.put(Uapi.WGPEER_A_PUBLIC_KEY, peer.key.toBytes());
      if (nextAllowedIp < 0) {
        writeHead(out, peer);
      }
      boolean whole = writeAllowedIps(out, peer);
      out.endNested(start);
      return whole;
    } catch (BufferOverflowException e) {
      out.cancel(start);
      return false;
    }
  }

  private boolean writeAllowedIps(ReplyBuilder out, FakePeer peer) {
    List<IpPrefix> all = List.copyOf(peer.allowedIps);
    boolean changed = allowedIpsSequence != 0 && allowedIpsSequence != device.allowedIpsSequence;
    if (!changed && Math.max(0, nextAllowedIp) < all.size()) {
      allowedIpsSequence = device.allowedIpsSequence;
      int list = out.beginNested(Uapi.WGPEER_A_ALLOWEDIPS);
      for (int i = Math.max(0, nextAllowedIp); i < all.size(); i++) {
        if (!writeAllowedIp(out, all.get(i))) {
          nextAllowedIp = i;
          out.endNested(list);
          return false;
        }
      }
      out.endNested(list);
    }
    nextAllowedIp = -1;
    allowedIpsSequence = 0;
    return true;
  }

  private static boolean writeAllowedIp(ReplyBuilder out, IpPrefix prefix) {
    int start = out.mark();
    try {
      out.beginNested(0);
      out.putU8(Uapi.WGALLOWEDIP_A_CIDR_MASK, prefix.length())
          .putU16(Uapi.WGALLOWEDIP_A_FAMILY, prefix.isIpv6() ? Uapi.AF_INET6 : Uapi.AF_INET)
          .put(Uapi.WGALLOWEDIP_A_IPADDR, prefix.address().getAddress())
          .endNested(start);
      return true;
    } catch (BufferOverflowException e) {
      out.cancel(start);
      return false;
    }
  }

  private static void writeHead(ReplyBuilder out, FakePeer peer) {
    out.put(Uapi.WGPEER_A_PRESHARED_KEY, peer.presharedKey)
        .put(Uapi.WGPEER_A_LAST_HANDSHAKE_TIME, time(peer.latestHandshake))
        .putU16(Uapi.WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL, peer.keepalive)
        .putU64(Uapi.WGPEER_A_TX_BYTES, peer.txBytes)
        .putU64(Uapi.WGPEER_A_RX_BYTES, peer.rxBytes)
        .putU32(Uapi.WGPEER_A_PROTOCOL_VERSION, 1);
    if (peer.endpoint != null) {
      out.put(Uapi.WGPEER_A_ENDPOINT, SockAddr.bytes(peer.endpoint));
    }
  }

  private static byte[] time(@Nullable Instant time) {
    ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder());
    if (time != null) {
      bytes.putLong(time.getEpochSecond()).putLong(time.getNano());
    }
    return bytes.array();
  }

  private boolean writeDone(ReplyBuilder out) {
    int start = out.mark();
    boolean told = error != null && error.text != null;
    int flags = Netlink.NLM_F_MULTI | (told ? Netlink.NLM_F_ACK_TLVS : 0);
    try {
      out.message(Netlink.NLMSG_DONE, flags, sequence, portId);
      out.rawInt(error == null ? 0 : -error.errno);
      if (told) {
        out.putText(Netlink.NLMSGERR_ATTR_MSG, error.text);
      }
      return true;
    } catch (BufferOverflowException e) {
      out.cancelMessage(start);
      return false;
    }
  }
}
