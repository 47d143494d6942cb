package io.jitpeers.testing;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * Computes the heap size of an object and of the objects that it refers to, through arrays and this
 * library's own classes, with HotSpot's layout and compressed references.
 */
public final class HeapSize {
  private static final int REFERENCE = 4;
  private static final int OBJECT_HEADER = 12;
  private static final int ARRAY_HEADER = 16;

  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Deque<Object> pending = new ArrayDeque<>();

  private HeapSize() {}

  /** Returns the size in bytes of an object of this library. */
  public static long of(Object root) {
    HeapSize walk = new HeapSize();
    walk.visit(root);
    long bytes = 0;
    while (!walk.pending.isEmpty()) {
      Object next = walk.pending.pop();
      bytes += next.getClass().isArray() ? walk.array(next) : walk.object(next);
    }
    return bytes;
  }

  private void visit(Object value) {
    boolean counted =
        value != null
            && !(value instanceof Enum)
            && (value.getClass().isArray()
                || value.getClass().getName().startsWith("io.jitpeers."));
    if (counted && seen.add(value)) {
      pending.push(value);
    }
  }

  private long array(Object array) {
    Class<?> type = array.getClass().getComponentType();
    if (!type.isPrimitive()) {
      for (Object element : (Object[]) array) {
        visit(element);
      }
    }
    return aligned(ARRAY_HEADER + (long) Array.getLength(array) * width(type));
  }

  private long object(Object object) {
    long bytes = OBJECT_HEADER;
    for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers())) {
          bytes += width(field.getType());
          if (!field.getType().isPrimitive()) {
            visit(read(field, object));
          }
        }
      }
    }
    return aligned(bytes);
  }

  private static Object read(Field field, Object object) {
    try {
      field.setAccessible(true);
      return field.get(object);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  private static int width(Class<?> type) {
    if (type == long.class || type == double.class) {
      return 8;
    }
    if (type == short.class || type == char.class) {
      return 2;
    }
    return type == byte.class || type == boolean.class ? 1 : REFERENCE;
  }

  private static long aligned(long bytes) {
    return bytes + 7 & ~7L;
  }
}
