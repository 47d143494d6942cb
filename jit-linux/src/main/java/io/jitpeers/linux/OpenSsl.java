package io.jitpeers.linux;

/**
 * Loads OpenSSL's libcrypto. This class checks that JNA can be used before it uses a class of JNA.
 * If JNA is absent, the error message therefore names a remedy.
 */
public final class OpenSsl {
  private OpenSsl() {}

  /**
   * Loads libcrypto. Later calls take almost no time.
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
