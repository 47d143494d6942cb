package io.jitpeers.pcap.internal.libpcap;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import io.jitpeers.linux.SharedLibrary;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The binding of libpcap with JNA's direct mapping (no proxy object, no copies of the arguments).
 * The constants are from {@code pcap/pcap.h}. Only one thread at a time may use a {@code pcap_t},
 * except with functions that libpcap documents as thread-safe.
 */
final class LibPcap {
  /** {@code PCAP_ERRBUF_SIZE}. */
  static final int ERRBUF_SIZE = 256;

  // Status codes of pcap_activate and other functions.
  static final int PCAP_ERROR = -1;
  static final int PCAP_ERROR_NO_SUCH_DEVICE = -5;
  static final int PCAP_ERROR_PERM_DENIED = -8;
  static final int PCAP_ERROR_IFACE_NOT_UP = -9;

  static final int PCAP_D_IN = 1;
  static final int PCAP_D_OUT = 2;
  static final int PCAP_TSTAMP_PRECISION_NANO = 1;
  static final int PCAP_NETMASK_UNKNOWN = -1;

  /**
   * The library's file names. The first is used by most systems, such as Alpine, the second by
   * Debian and Ubuntu. The third is found if the development files are installed.
   */
  private static final List<String> NAMES = List.of("libpcap.so.1", "libpcap.so.0.8", "pcap");

  private static final Binding BINDING = bind();

  /**
   * The loaded library, or the reason why there is none.
   *
   * @param tooOld whether the library was found but lacks a function
   */
  private record Binding(
      @Nullable NativeLibrary library, @Nullable LinkageError failure, boolean tooOld) {}

  private LibPcap() {}

  private static Binding bind() {
    NativeLibrary library;
    try {
      library = SharedLibrary.open(NAMES, Map.of());
    } catch (SharedLibrary.MissingError e) {
      return new Binding(null, e, false);
    }
    try {
      Native.register(LibPcap.class, library);
      return new Binding(library, null, false);
    } catch (LinkageError e) {
      return new Binding(null, e, true);
    }
  }

  /**
   * Allocates an empty buffer for error messages. The return type is {@code Pointer}, not {@code
   * Memory}. If a caller used a {@code Memory} as a {@code Pointer}, the JVM would load both
   * classes of JNA when it links the caller. Without JNA, linking would then fail before the caller
   * can check with {@link PcapErrors} whether JNA can be used.
   */
  static Pointer newErrorBuffer() {
    Memory buffer = new Memory(ERRBUF_SIZE);
    buffer.setByte(0, (byte) 0);
    return buffer;
  }

  /**
   * Returns why the library cannot be used, or null if it can. If the result is not null, no other
   * method of this class may be called, except {@link #isTooOld}.
   */
  static @Nullable LinkageError failure() {
    return BINDING.failure();
  }

  /** Returns whether the library was found but lacks a function. */
  static boolean isTooOld() {
    return BINDING.tooOld();
  }

  /**
   * Returns the address of {@code void pcap_dump(u_char *user, struct pcap_pkthdr *h, u_char *sp)},
   * which {@link #pcap_dispatch} calls.
   */
  static Pointer pcapDump() {
    NativeLibrary library = BINDING.library();
    if (library == null) {
      throw new IllegalStateException("libpcap cannot be used", BINDING.failure());
    }
    return library.getFunction("pcap_dump");
  }

  // const char *pcap_statustostr(int error);
  static native String pcap_statustostr(int status);

  // char *pcap_geterr(pcap_t *p);
  static native String pcap_geterr(Pointer p);

  // pcap_t *pcap_create(const char *source, char *errbuf);
  static native @Nullable Pointer pcap_create(String source, Pointer errbuf);

  // int pcap_set_snaplen(pcap_t *p, int snaplen);
  static native int pcap_set_snaplen(Pointer p, int snaplen);

  // int pcap_set_promisc(pcap_t *p, int promisc);
  static native int pcap_set_promisc(Pointer p, int promisc);

  // int pcap_set_immediate_mode(pcap_t *p, int immediate_mode);
  static native int pcap_set_immediate_mode(Pointer p, int immediate);

  // int pcap_set_buffer_size(pcap_t *p, int buffer_size);
  static native int pcap_set_buffer_size(Pointer p, int bytes);

  // int pcap_set_tstamp_precision(pcap_t *p, int tstamp_precision);
  static native int pcap_set_tstamp_precision(Pointer p, int precision);

  // int pcap_activate(pcap_t *p);
  static native int pcap_activate(Pointer p);

  // int pcap_setnonblock(pcap_t *p, int nonblock, char *errbuf);
  static native int pcap_setnonblock(Pointer p, int nonblock, Pointer errbuf);

  // int pcap_get_selectable_fd(pcap_t *p);
  static native int pcap_get_selectable_fd(Pointer p);

  // int pcap_datalink(pcap_t *p);
  static native int pcap_datalink(Pointer p);

  // int pcap_set_datalink(pcap_t *p, int dlt);
  static native int pcap_set_datalink(Pointer p, int dlt);

  // int pcap_setdirection(pcap_t *p, pcap_direction_t d);
  static native int pcap_setdirection(Pointer p, int direction);

  // int pcap_get_tstamp_precision(pcap_t *p);
  static native int pcap_get_tstamp_precision(Pointer p);

  // int pcap_snapshot(pcap_t *p);
  static native int pcap_snapshot(Pointer p);

  // int pcap_stats(pcap_t *p, struct pcap_stat *ps);
  static native int pcap_stats(Pointer p, Pointer stat);

  // pcap_t *pcap_open_dead(int linktype, int snaplen);
  static native @Nullable Pointer pcap_open_dead(int linktype, int snaplen);

  // pcap_t *pcap_open_offline_with_tstamp_precision(const char *fname, u_int precision,
  //                                                 char *errbuf);
  static native @Nullable Pointer pcap_open_offline_with_tstamp_precision(
      String file, int precision, Pointer errbuf);

  // FILE *pcap_file(pcap_t *p);
  static native @Nullable Pointer pcap_file(Pointer p);

  // int pcap_compile(pcap_t *p, struct bpf_program *fp, const char *str, int optimize,
  //                  bpf_u_int32 netmask);
  static native int pcap_compile(
      Pointer p, Pointer program, String expression, int optimize, int netmask);

  // int pcap_setfilter(pcap_t *p, struct bpf_program *fp);
  static native int pcap_setfilter(Pointer p, Pointer program);

  // void pcap_freecode(struct bpf_program *fp);
  static native void pcap_freecode(Pointer program);

  // int pcap_offline_filter(const struct bpf_program *fp, const struct pcap_pkthdr *h,
  //                         const u_char *pkt);
  static native int pcap_offline_filter(Pointer program, Pointer header, Pointer frame);

  // int pcap_dispatch(pcap_t *p, int cnt, pcap_handler callback, u_char *user);
  static native int pcap_dispatch(Pointer p, int count, Pointer callback, Pointer user);

  // pcap_dumper_t *pcap_dump_fopen(pcap_t *p, FILE *fp);
  static native @Nullable Pointer pcap_dump_fopen(Pointer p, Pointer file);

  // int pcap_dump_flush(pcap_dumper_t *p);
  static native int pcap_dump_flush(Pointer dumper);

  // long pcap_dump_ftell(pcap_dumper_t *p); Where a C long has 32 bits, only the lower half of the
  // result is valid, so it is cast to an int.
  static native long pcap_dump_ftell(Pointer dumper);

  // void pcap_dump_close(pcap_dumper_t *p);
  static native void pcap_dump_close(Pointer dumper);

  // void pcap_close(pcap_t *p);
  static native void pcap_close(Pointer p);
}
