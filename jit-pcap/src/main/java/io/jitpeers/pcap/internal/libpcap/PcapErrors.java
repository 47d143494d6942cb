package io.jitpeers.pcap.internal.libpcap;

import com.sun.jna.Pointer;
import io.jitpeers.linux.Capability;
import io.jitpeers.linux.NativeAccess;
import io.jitpeers.linux.SystemCallException;
import io.jitpeers.pcap.PcapException;
import org.jspecify.annotations.Nullable;

/** Converts libpcap's errors into exceptions that name a remedy. */
final class PcapErrors {
  private PcapErrors() {}

  /** A check whether native code can be used. */
  private interface Check {
    void require() throws SystemCallException;
  }

  /**
   * Checks that live captures are possible. They need a usable libpcap. They also need Linux,
   * because they use Linux system calls. Must be called before any class of JNA is used.
   *
   * @param operation the operation that needs a live capture
   * @throws PcapException if the system is not Linux, JNA cannot be used, or libpcap is missing or
   *     too old; the message names a remedy
   */
  static void requireLive(String operation) throws PcapException {
    require(operation, NativeAccess::require);
  }

  /**
   * Checks that libpcap can be used, on any operating system. Must be called before any class of
   * JNA is used.
   *
   * @param operation the operation that needs libpcap
   * @throws PcapException if JNA cannot be used, or libpcap is missing or too old; the message
   *     names a remedy
   */
  static void requireLibrary(String operation) throws PcapException {
    require(operation, NativeAccess::requireJna);
  }

  private static void require(String operation, Check access) throws PcapException {
    try {
      access.require();
    } catch (SystemCallException e) {
      throw new PcapException(
          operation, 0, e.operation() + " " + e.subject() + ": " + e.reason(), e.advice(), e);
    }
    LinkageError failure = LibPcap.failure();
    if (failure != null) {
      throw LibPcap.isTooOld() ? tooOld(operation, failure) : missing(operation, failure);
    }
  }

  static PcapException tooOld(String operation, LinkageError failure) {
    return new PcapException(
        operation,
        0,
        "this machine's libpcap is older than 1.5: " + failure.getMessage(),
        "install a newer one",
        failure);
  }

  static PcapException missing(String operation, LinkageError failure) {
    return new PcapException(
        operation,
        0,
        "libpcap " + failure.getMessage(),
        "install it (Debian and Ubuntu: apt install libpcap0.8 or libpcap0.8t64; Alpine: apk add"
            + " libpcap); if it is there, name its folder with -Djna.library.path",
        failure);
  }

  /** Creates an exception for a status code of a handle that is activated or being activated. */
  static PcapException of(String operation, int status, Pointer handle) {
    return of(operation, status, handle, advice(status));
  }

  /** Creates an exception for a handle of the kernel's packet log that cannot be activated. */
  static PcapException ofPacketLog(String operation, int status, Pointer handle) {
    return of(
        operation,
        status,
        handle,
        "only one process can read a group; " + Capability.CAP_NET_ADMIN.advice());
  }

  private static PcapException of(
      String operation, int status, Pointer handle, @Nullable String advice) {
    String text = LibPcap.pcap_geterr(handle);
    // PCAP_ERROR has no specific description, so only libpcap's text is used. For other codes,
    // libpcap may have no text.
    String reason =
        status == LibPcap.PCAP_ERROR ? text : describe(LibPcap.pcap_statustostr(status), text);
    return new PcapException(operation, status, reason, advice, null);
  }

  /** Combines a status's description with libpcap's additional text. */
  static String describe(String status, String text) {
    return text.isEmpty() || text.equals(status) ? status : status + " (" + text + ")";
  }

  private static @Nullable String advice(int status) {
    return switch (status) {
      case LibPcap.PCAP_ERROR_NO_SUCH_DEVICE ->
          "\"ip link\" shows the interfaces there are; \"any\" stands for all";
      case LibPcap.PCAP_ERROR_PERM_DENIED ->
          "capturing needs the capability CAP_NET_RAW: run as root, grant it with setcap"
              + " cap_net_raw+ep on the java binary, or set AmbientCapabilities=CAP_NET_RAW in the"
              + " systemd unit";
      case LibPcap.PCAP_ERROR_IFACE_NOT_UP -> "bring it up with \"ip link set dev … up\"";
      default -> null;
    };
  }
}
