/* Stands before all C of the compiled coder (tools/compile.py): what that asks of Python's library the most is answered
 * here where the answer is plain, for a tenth of its instructions. Where it is not, Python's own function is called. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <string.h>

#ifndef Py_GIL_DISABLED

/* The hash of a string; -1 of anything else. */
static inline Py_hash_t quick_known_hash(PyObject *key) {
    if (!PyUnicode_CheckExact(key))
        return -1;
    Py_hash_t hash = ((PyASCIIObject *)key)->hash;
    return hash != -1 ? hash : PyObject_Hash(key);
}

/* Whether two strings are equal. */
static inline int quick_same_text(PyObject *one, PyObject *other) {
    Py_ssize_t length = PyUnicode_GET_LENGTH(one);
    unsigned int kind = PyUnicode_KIND(one);
    return length == PyUnicode_GET_LENGTH(other) && kind == PyUnicode_KIND(other)
        && memcmp(PyUnicode_DATA(one), PyUnicode_DATA(other), length * kind) == 0;
}

#if PY_VERSION_HEX < 0x030F0000
/* Sets: the slots that a word leads to, ten in a row, until it or an empty one. */
static int quick_set_contains(PyObject *set, PyObject *key) {
    Py_hash_t hash = quick_known_hash(key);
    if (hash != -1 && (PySet_CheckExact(set) || PyFrozenSet_CheckExact(set))) {
        size_t mask = (size_t)((PySetObject *)set)->mask, at = (size_t)hash & mask, rest = (size_t)hash;
        for (;;) {
            setentry *slot = &((PySetObject *)set)->table[at];
            setentry *last = at + 9 <= mask ? slot + 9 : slot;
            for (; slot <= last; slot++) {
                if (slot->key == key)
                    return 1;
                if (slot->hash == 0 && slot->key == NULL)
                    return 0;
                if (slot->hash == hash) {
                    if (!PyUnicode_CheckExact(slot->key))
                        return PySet_Contains(set, key);
                    if (quick_same_text(slot->key, key))
                        return 1;
                }
            }
            rest >>= 5;
            at = (at * 5 + 1 + rest) & mask;
        }
    }
    return PySet_Contains(set, key);
}
#define PySet_Contains(set, key) quick_set_contains(set, key)
#endif

#if PY_VERSION_HEX < 0x030D0000 /* as tables are laid out from 3.11 on */
#ifndef Py_BUILD_CORE
#define Py_BUILD_CORE
#endif
#include "internal/pycore_dict.h"

/* Tables: the slots that a key leads to until it, or an empty one. Returns whether that settles what is there. */
static inline int quick_settled(PyObject *dict, PyObject *key, PyObject **value) {
    if (!PyDict_CheckExact(dict))
        return 0;
    PyDictKeysObject *keys = ((PyDictObject *)dict)->ma_keys;
    Py_hash_t hash = quick_known_hash(key);
    if (keys->dk_kind == DICT_KEYS_SPLIT || keys->dk_log2_size > 15)
        return 0;
    if (hash == -1) {
        if (!PyLong_CheckExact(key) && !PyFrozenSet_CheckExact(key))
            return 0;
        hash = PyObject_Hash(key);
    }
    size_t mask = ((size_t)1 << keys->dk_log2_size) - 1, at = (size_t)hash & mask, rest = (size_t)hash;
    int small = keys->dk_log2_size < 8;
    void *entries = keys->dk_indices + ((size_t)1 << keys->dk_log2_index_bytes);
    for (;;) {
        Py_ssize_t index = small ? ((int8_t *)keys->dk_indices)[at] : ((int16_t *)keys->dk_indices)[at];
        if (index == DKIX_EMPTY) {
            *value = NULL;
            return 1;
        }
        if (index < 0)
            return 0;
        PyObject *held;
        if (keys->dk_kind == DICT_KEYS_UNICODE) {
            PyDictUnicodeEntry *entry = (PyDictUnicodeEntry *)entries + index;
            held = entry->me_key;
            *value = entry->me_value;
            if (held == key || (((PyASCIIObject *)held)->hash == hash && PyUnicode_CheckExact(key) && quick_same_text(held, key)))
                return 1;
        } else {
            PyDictKeyEntry *entry = (PyDictKeyEntry *)entries + index;
            held = entry->me_key;
            *value = entry->me_value;
            if (held == key)
                return 1;
            if (entry->me_hash == hash) /* equal or not: that is for Python to ask */
                return 0;
        }
        rest >>= 5;
        at = (at * 5 + rest + 1) & mask;
    }
}

static inline PyObject *quick_dict_get(PyObject *dict, PyObject *key) {
    PyObject *value;
    return quick_settled(dict, key, &value) ? value : PyDict_GetItemWithError(dict, key);
}
#define PyDict_GetItemWithError(dict, key) quick_dict_get(dict, key)

static inline int quick_dict_contains(PyObject *dict, PyObject *key) {
    PyObject *value;
    return quick_settled(dict, key, &value) ? value != NULL : PyDict_Contains(dict, key);
}
#define PyDict_Contains(dict, key) quick_dict_contains(dict, key)
#endif

/* ``startswith`` and ``endswith``. A string is stored as narrow as its letters allow: none holds a wider one. */
static inline Py_ssize_t quick_tail_match(PyObject *text, PyObject *part, Py_ssize_t start, Py_ssize_t end, int direction) {
    if (start == 0 && end == PyUnicode_GET_LENGTH(text) && PyUnicode_KIND(text) <= PyUnicode_KIND(part)) {
        Py_ssize_t length = PyUnicode_GET_LENGTH(part);
        size_t kind = PyUnicode_KIND(text);
        if (length == 0)
            return 1;
        if (length > end || kind < PyUnicode_KIND(part))
            return 0;
        const char *from = (const char *)PyUnicode_DATA(text) + (direction > 0 ? (end - length) * kind : 0);
        const char *with = (const char *)PyUnicode_DATA(part);
        return *from == *with && memcmp(from, with, length * kind) == 0;
    }
    return PyUnicode_Tailmatch(text, part, start, end, direction);
}
#define PyUnicode_Tailmatch(text, part, start, end, direction) quick_tail_match(text, part, start, end, direction)

/* ``find``: what is looked for stands mostly where the search begins, or behind one blank. */
static Py_ssize_t quick_find(PyObject *text, PyObject *part, Py_ssize_t start, Py_ssize_t end, int direction) {
    Py_ssize_t length = PyUnicode_GET_LENGTH(part);
    size_t kind = PyUnicode_KIND(text);
    if (direction > 0 && start >= 0 && end == PyUnicode_GET_LENGTH(text) && kind == PyUnicode_KIND(part) && length > 0)
        for (Py_ssize_t at = start; at <= start + 1 && at + length <= end; at++)
            if (memcmp((const char *)PyUnicode_DATA(text) + at * kind, PyUnicode_DATA(part), length * kind) == 0)
                return at;
    return PyUnicode_Find(text, part, start, end, direction);
}
#define PyUnicode_Find(text, part, start, end, direction) quick_find(text, part, start, end, direction)

/* Lists with room for one more; lists that get those of another. */
static inline int quick_list_append(PyObject *list, PyObject *item) {
    PyListObject *row = (PyListObject *)list;
    Py_ssize_t size = Py_SIZE(list);
    if (!PyList_CheckExact(list) || item == NULL || size >= row->allocated)
        return PyList_Append(list, item);
    Py_INCREF(item);
    row->ob_item[size] = item;
    Py_SET_SIZE(row, size + 1);
    return 0;
}
#define PyList_Append(list, item) quick_list_append(list, item)

static inline int quick_list_set_slice(PyObject *list, Py_ssize_t low, Py_ssize_t high, PyObject *items) {
    if (low < Py_SIZE(list) || items == NULL || items == list || !PyList_CheckExact(list) || !PyList_CheckExact(items)
        || PyList_GET_SIZE(items) > 4)
        return PyList_SetSlice(list, low, high, items);
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(items); i++)
        if (PyList_Append(list, PyList_GET_ITEM(items, i)) < 0)
            return -1;
    return 0;
}
#define PyList_SetSlice(list, low, high, items) quick_list_set_slice(list, low, high, items)

static inline PyObject *quick_sequence_list(PyObject *items) {
    return PyList_CheckExact(items) ? PyList_GetSlice(items, 0, PyList_GET_SIZE(items)) : PySequence_List(items);
}
#define PySequence_List(items) quick_sequence_list(items)

/* Numbers as the places of words in a text are: one each is kept, as Python keeps those under 257. */
static PyObject *quick_numbers[2048];
static inline PyObject *quick_number_of(Py_ssize_t number) {
    if ((size_t)number >= 2048)
        return PyLong_FromSsize_t(number);
    if (quick_numbers[number] == NULL)
        quick_numbers[number] = PyLong_FromSsize_t(number);
    Py_XINCREF(quick_numbers[number]);
    return quick_numbers[number];
}
#define PyLong_FromLong(number) quick_number_of(number)
#define PyLong_FromSsize_t(number) quick_number_of(number)

static inline int quick_is_true(PyObject *value) {
    return value == Py_True ? 1 : value == Py_False || value == Py_None ? 0 : PyObject_IsTrue(value);
}
#define PyObject_IsTrue(value) quick_is_true(value)
#endif
