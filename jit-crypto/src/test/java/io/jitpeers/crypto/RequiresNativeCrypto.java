package io.jitpeers.crypto;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * Marks tests that call OpenSSL 3 or Conscrypt's library. They run with {@code -Pkernel}, and fail
 * where OpenSSL 3 is missing or the C library is older than Conscrypt needs.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag("native-crypto")
@interface RequiresNativeCrypto {}
