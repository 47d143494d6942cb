package io.jitpeers.linux;

/**
 * Loads OpenSSL's libcrypto. Refers to no class of JNA before JNA was checked, so that an absent
 * JNA is reported with a remedy.
 */
public final class OpenSsl {
  private OpenSsl() {}

  /**
   * Loads the library. Later calls take almost no time.
   *
   * @return the library's version, such as {@code OpenSSL 3.0.19 27 Jan 2026}
   * @throws SystemCallException if JNA or the library cannot be loaded, or the library lacks a
   *     function; the message says why
   */
  public static String load() throws SystemCallException {
    NativeAccess.requireJna();
    try {
      return LibCrypto.version();
    } catch (LinkageError e) {
      throw SystemCallException.noNativeAccess(
          "loading",
          "OpenSSL",
          JnaFailure.text(e),
          "install OpenSSL 3 (Debian and Ubuntu: apt install libssl3 or libssl3t64; Alpine: apk add"
              + " libcrypto3); if it is there, name its folder with -Djna.library.path",
          e);
    }
  }
}
